import type { DispatcherOptions } from "../dispatcher-options.ts";
import type { LogRules } from "../rules/log-rules.ts";
import type { OutputRules } from "../rules/output-check.ts";
import type { WorkSource } from "./work-source.ts";

/** A job as one of its instances sees it. */
export interface BackendJob {
  readonly name: string;
  /** Run once in each interpreter before the first item, and again in each that takes the place of a dead one. */
  readonly setup: readonly string[];
  /** Run at the end, in an interpreter that lives. */
  readonly teardown: readonly string[];
  /** For what commands write. What the interpreter wrote before its hello, such as a banner, is not looked at. */
  readonly rules: LogRules;
  /** What the files that an item names must be; `newerThan` is the item's start where it is true. */
  readonly outputs: Omit<OutputRules, "newerThan"> & { readonly isNew: boolean };
  readonly dispatcher: DispatcherOptions;
  readonly source: WorkSource;
  /** Ends the command under way, and then the instance. */
  readonly signal: AbortSignal;
  /** How long until the next question where the answer was `waiting`, in milliseconds: 5000 unless told. */
  readonly waitingIntervalMs?: number;
}
