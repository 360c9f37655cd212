import { RunyardError, systemCode } from "../core/mod.ts";

/** What is thrown where an address can't be listened on: one sentence, or what was thrown where there is none for it. */
export function listenFailure(host: string, port: number, error: unknown): unknown {
  const reason = reasons[systemCode(error) ?? ""];
  if (reason === undefined) return error;
  return new RunyardError("address-taken", `Cannot listen on "${host}:${port}": ${reason}`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there already",
  EACCES: "only root may listen on this port",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "this machine has no such address",
};
