import type { Outcome } from "../job/mod.ts";
import type { ItemReport } from "./agent-protocol.ts";

/** What a report may weigh, as text: many of them must fit into one frame. */
const MOST_CHARACTERS = 2_000_000;
/** What is kept of a text that says how something went wrong. */
const MOST_TEXT = 100_000;

/** A report that can be sent, whatever an item has told of itself. */
export function boundedReport(report: ItemReport): ItemReport {
  const bounded = { ...report, outcome: boundedOutcome(report.outcome) };
  if (JSON.stringify(bounded).length <= MOST_CHARACTERS) return bounded;
  const message = `What it told of itself is too large to be kept: at most ${MOST_CHARACTERS} characters`;
  return { ...bounded, outcome: { kind: "refused", message }, result: null, resultPackage: null };
}

function boundedOutcome(outcome: Outcome): Outcome {
  if (outcome.kind === "exception") {
    const { name, message, stack } = outcome;
    return { ...outcome, name: cut(name), message: cut(message), stack: cut(stack) };
  }
  return outcome.kind === "refused" ? { ...outcome, message: cut(outcome.message) } : outcome;
}

function cut(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}…`;
}
