import { constants } from "node:os";

/** How a process came to its end, or why it never began. A failing command is a result, not an exception. */
export type ProcessEnd =
  | { readonly kind: "exit"; readonly status: number }
  | { readonly kind: "signal"; readonly signal: string }
  /** It could not be started: `system` is the system's error code (`ENOENT` …), `what` the thing that it speaks of. */
  | {
      readonly kind: "launch";
      readonly reason: LaunchFailure;
      readonly system: string;
      readonly what: string;
    };

/** What could not be had: the program itself, its working folder, or the attempt's folder and what belongs in it. */
export type LaunchFailure = "program" | "working-folder" | "folder";

/** The name of a signal by its number; the real-time ones, which Node does not name, count from SIGRTMIN (34). */
export function signalName(number: number): string {
  const known = Object.entries(constants.signals).find(([, value]) => value === number);
  if (known !== undefined) return known[0];
  return number >= 34 ? `SIGRTMIN+${number - 34}` : `SIG${number}`;
}
