import { constants } from "node:os";
import type { ProcessEnd } from "../process/mod.ts";

/** The exit status, or 128 and the signal's number; 126 and 127 where it could not be started, as a shell says it. */
export function returnCode(end: ProcessEnd): number {
  switch (end.kind) {
    case "exit":
      return end.status;
    case "signal":
      return 128 + signalNumber(end.signal);
    case "launch":
      return end.reason === "program" && end.system === "ENOENT" ? 127 : 126;
    default:
      return end satisfies never;
  }
}

function signalNumber(name: string): number {
  const known = constants.signals[name as NodeJS.Signals];
  return known ?? (name.startsWith("SIGRTMIN+") ? 34 + Number(name.slice(9)) : Number(name.slice(3)));
}
