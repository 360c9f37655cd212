import { unreachable } from "../core/mod.ts";
import type { JobError } from "./job.ts";
import type { Outcome } from "./outcome.ts";
import { type OutcomeContext, describeOutcome, ownFaults } from "./outcome-text.ts";
import { printableText } from "./show-value.ts";

/**
 * The error summary of a job that ended this way: the sentence, then the last lines of standard error. Nothing in it is
 * illegal in XML 1.0.
 */
export function jobError(outcome: Outcome, stderrTail: string, context: OutcomeContext = {}): JobError {
  const headline = describeOutcome(outcome, context);
  const lastLines = lastLinesOf(stderrTail);
  return {
    type: isTransient(outcome) ? "transient" : "fatal",
    message: lastLines === "" ? headline : `${headline}\n${lastLines}`,
    detail: detailOf(outcome, stderrTail, headline),
  };
}

/** All that is known of an end: its sentence, an exception's stack, the end of standard error. */
export function detailOf(outcome: Outcome, stderrTail: string, headline: string): string {
  const stack = outcome.kind === "exception" ? printableText(outcome.stack).trimEnd() : "";
  const tail = printableText(stderrTail).trimEnd();
  return [headline, stack, tail === "" ? "" : `The end of standard error:\n${tail}`]
    .filter((part) => part !== "")
    .join("\n\n");
}

/**
 * Whether the same work may well succeed when it is tried again.
 *
 * A signal from outside, an agent that was lost and a system without room say nothing about the work. A duration that
 * was reached is transient because a longer one, or a machine less busy, may do.
 * An exit status, an exception and output over its limit are what the work does by itself: it would do it again.
 */
export function isTransient(outcome: Outcome): boolean {
  if ("outputLost" in outcome && PASSING_TROUBLES.has(outcome.outputLost ?? "")) return true;
  switch (outcome.kind) {
    case "signal":
      return !ownFaults.has(outcome.signal);
    case "launch":
      return PASSING_TROUBLES.has(outcome.system);
    case "duration":
    case "aborted":
    case "lost":
    case "not-started":
      return true;
    case "exit":
    case "exception":
    case "refused":
    case "crashed":
    case "unable":
    case "output-limit":
      return false;
    default:
      return unreachable(outcome);
  }
}

/** Reasons not to start that go away: no memory, processes, files or disk, or a program that is being written. */
const PASSING_TROUBLES: ReadonlySet<string> = new Set([
  "EAGAIN",
  "ENOMEM",
  "EMFILE",
  "ENFILE",
  "ENOSPC",
  "EDQUOT",
  "ETXTBSY",
  "EIO",
  "ESTALE",
]);

/** How much of standard error a summary shows; the detail has all of it. */
const SUMMARY_LINES = 5;
const SUMMARY_LINE_LENGTH = 200;

function lastLinesOf(stderrTail: string): string {
  // A long tail is cut before it is made printable: a summary needs no more than its end.
  const lines = printableText(stderrTail.slice(-20_000))
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.slice(-SUMMARY_LINES).map(shortenLine).join("\n");
}

function shortenLine(line: string): string {
  const characters = Array.from(line.trimEnd());
  if (characters.length <= SUMMARY_LINE_LENGTH) return characters.join("");
  return `${characters.slice(0, SUMMARY_LINE_LENGTH).join("")}…`;
}
