import { foldNames } from "./fold-names.ts";
import type { Item } from "./item.ts";
import type { ItemCounts, JobError } from "./job.ts";
import type { Outcome } from "./outcome.ts";
import { detailOf, isTransient, jobError } from "./job-error.ts";
import { type OutcomeContext, describeOutcome } from "./outcome-text.ts";
import type { AllowFailed } from "./plan.ts";
import { printableText } from "./show-value.ts";

/** An item that failed after its last try, with the end of its standard error. */
export interface ItemFailure {
  readonly item: Pick<Item, "index" | "name">;
  readonly outcome: Outcome;
  readonly stderrTail: string;
}

/** How a job with these items ends. */
export interface Verdict {
  readonly phase: "COMPLETED" | "ERROR";
  /** Beside COMPLETED a summary of failures that were allowed (UWS 1.1 allows it there). */
  readonly error: JobError | null;
}

/** What a verdict is made of. */
export interface Ending {
  readonly items: ItemCounts;
  readonly allowFailed: AllowFailed | null;
  /** The first items that failed, in the order of the agenda; there may be more. */
  readonly failures: readonly ItemFailure[];
  /** The names of the items that failed, in the order of the agenda; there may be more. */
  readonly failedNames?: readonly string[];
  /** What did the work, for the sentences: `The command` unless told. */
  readonly subject?: string;
}

/**
 * The end of a job all of whose items have ended: ERROR if any failed after its retries, unless as many may fail.
 *
 * @throws {RangeError} where an item has not ended, or items failed and none is told of
 */
export function verdictOf(ending: Ending): Verdict {
  const { items, allowFailed, failures, subject } = ending;
  if (items.waiting + items.running + items.blocked > 0)
    throw new RangeError("Cannot judge a job: not all of its items have ended");
  if (items.failed === 0) return { phase: "COMPLETED", error: null };
  const [first] = failures;
  if (first === undefined)
    throw new RangeError("Cannot judge a job: no failure is told of, and items failed");
  const context = (failure: ItemFailure): OutcomeContext => ({
    item: failure.item.name,
    ...(subject === undefined ? {} : { subject }),
  });
  const total = items.complete + items.failed;
  const error =
    total === 1 ? jobError(first.outcome, first.stderrTail, context(first)) : summaryOf(ending, context);
  if (!isAllowed(items.failed, total, allowFailed)) return { phase: "ERROR", error };
  // "fatal" would say that the job failed, and it did not.
  return { phase: "COMPLETED", error: { ...error, type: "transient" } };
}

function isAllowed(failed: number, total: number, allowFailed: AllowFailed | null): boolean {
  if (allowFailed === null) return false;
  return "count" in allowFailed ? failed <= allowFailed.count : failed * 100 <= allowFailed.percent * total;
}

function summaryOf(
  { items, failures, failedNames = [] }: Ending,
  context: (failure: ItemFailure) => OutcomeContext,
): JobError {
  const headline = `${items.failed} of ${items.complete + items.failed} items failed${whichFailed(items.failed, failedNames)}`;
  const [first] = failures.map((failure) => jobError(failure.outcome, failure.stderrTail, context(failure)));
  const details = failures.map(({ outcome, stderrTail, ...failure }) =>
    detailOf(outcome, stderrTail, describeOutcome(outcome, context({ outcome, stderrTail, ...failure }))),
  );
  const more = items.failed - failures.length;
  return {
    type: failures.every(({ outcome }) => isTransient(outcome)) ? "transient" : "fatal",
    message: `${headline}. The first: ${first?.message ?? ""}`,
    detail: [headline, ...details, ...(more > 0 ? [`${more} more failed`] : [])].join("\n\n"),
  };
}

/** Longest list of names in a sentence. */
const LONGEST_LIST = 200;

/** `: frame[3,7-8]`, or nothing where one item failed: it is named beside its reason. */
function whichFailed(failed: number, names: readonly string[]): string {
  const { text, others } = foldNames(names);
  if (failed === 1 || text === "") return "";
  const shown = printableText(text.length > LONGEST_LIST ? `${text.slice(0, LONGEST_LIST)}…` : text);
  const more = failed - (names.length - others.length);
  return `: ${shown}${more === 0 ? "" : ` and ${more} more`}`;
}
