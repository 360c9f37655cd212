import { formatDuration, formatSize } from "../core/mod.ts";
import type { Outcome } from "../job/mod.ts";

/** How an attempt ended, in as few words as a table has room for. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "exit":
      return `exit ${outcome.status}${lossText(outcome.outputLost)}`;
    case "signal":
      return `${outcome.signal}${lossText(outcome.outputLost)}`;
    case "launch":
      return `not started: ${outcome.what} (${outcome.system})`;
    case "exception":
      return `${outcome.name}: ${outcome.message}`;
    case "output-limit":
      return `wrote more than ${formatSize(outcome.limitBytes)}`;
    case "duration":
      return `took longer than ${formatDuration(outcome.limitMs)}`;
    case "aborted":
      return "aborted";
    case "refused":
    case "crashed":
    case "unable":
    case "lost":
    case "not-started":
      return outcome.message;
    default:
      // A newer server may know more ways to end.
      return (outcome as { readonly kind: string }).kind;
  }
}

function lossText(system: string | undefined): string {
  return system === undefined ? "" : `, output lost (${system})`;
}
