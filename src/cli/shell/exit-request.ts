import type { CommandFailure } from "../../interpreter/mod.ts";

/** What `sys.exit()`, `exit` and `process.exit()` raise in their languages. */
const exits: ReadonlySet<string> = new Set(["SystemExit", "Exit", "exit", "ProcessExit"]);

/** The exit status that a command asks for, where that is why it failed; else null. */
export function exitRequest(failure: CommandFailure | null): number | null {
  if (failure?.kind !== "raised" || !exits.has(failure.error.type)) return null;
  const { message } = failure.error;
  if (message === "" || message === "None") return 0;
  const digits = /(\d+)\)?$/.exec(message)?.[1];
  return digits === undefined ? 1 : Number(digits) & 255;
}
