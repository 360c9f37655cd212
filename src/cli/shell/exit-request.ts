import type { CommandFailure } from "../../interpreter/mod.ts";

/** What `sys.exit()`, `exit` and `process.exit()` raise in their languages. */
const exits: ReadonlySet<string> = new Set(["SystemExit", "Exit", "exit", "ProcessExit"]);

/** The status without a text. */
const silent: Readonly<Record<string, number>> = { "": 0, None: 0, False: 0, True: 1 };

/** What a command asks for that asks for the end. */
export interface ExitRequest {
  readonly status: number;
  /** What Python's `sys.exit("no scene")` is to write. */
  readonly text: string | null;
}

/** The exit that a command asks for, where that is why it failed; else null. */
export function exitRequest(failure: CommandFailure | null): ExitRequest | null {
  if (failure?.kind !== "raised" || !exits.has(failure.error.type)) return null;
  const { message } = failure.error;
  const digits = /^(?:exit status |process\.exit\()?(-?\d+)\)?$/.exec(message)?.[1];
  if (digits !== undefined) return { status: Number(digits) & 255, text: null };
  const status = silent[message];
  return status === undefined ? { status: 1, text: message } : { status, text: null };
}
