import { isIP } from "node:net";
import { RunyardError } from "../core/mod.ts";

/** @throws {RunyardError} `bad-configuration` for an address that other machines could reach: there are no logins yet */
export function checkHost(host: string): void {
  if (isLoopback(host)) return;
  throw new RunyardError(
    "bad-configuration",
    `Cannot listen on "${host}": other machines could submit jobs, and this version has no logins; listen on 127.0.0.1`,
  );
}

/** Who can reach the server, in one line. */
export function describeReach(url: string): string {
  return `Only programs on this machine can reach ${url}; anyone on it can submit jobs`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
