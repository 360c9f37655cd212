import type { CommandFailure } from "../command-result.ts";
import type { Value } from "../value.ts";
import type { ResultPackage } from "./result-package.ts";

/** An item of the agenda, as an instance works at it. */
export interface Work {
  readonly name: string;
  /** What is run for it, one after the other, in the interpreter's language. */
  readonly commands: readonly string[];
}

/**
 * The answer to a request for work.
 *
 * - work: an item to be done
 * - complete: there is no more
 * - pending: the instance is to give up its place (preempted)
 * - blocked: the job waits for something outside, and the instance is to leave
 * - waiting: there is none now; ask again
 * - failed: this item must not be done, and is to be reported as failed
 */
export type WorkAnswer =
  | { readonly status: "work"; readonly work: Work }
  | { readonly status: "failed"; readonly work: Work; readonly message: string }
  | { readonly status: "complete" | "pending" | "blocked" | "waiting" };

/** Why an item's work is not done. */
export type WorkFailure =
  /** A command failed. */
  | { readonly kind: "command"; readonly failure: CommandFailure }
  /** What it wrote or made is not what was wanted, or it was not to be done: in one sentence. */
  | { readonly kind: "refused"; readonly message: string };

/** What became of an item. */
export interface WorkReport {
  /** Null where it is complete. */
  readonly failure: WorkFailure | null;
  /** The value of its last command. */
  readonly value: Value;
  readonly resultPackage: ResultPackage;
  /** Where relative paths in it begin. */
  readonly folder: string;
}

/** How an instance stands with its job. */
export type InstanceStatus = "running" | "complete" | "pending" | "blocked" | "failed";

/** Where work comes from and is reported to: the supervisor, or a list in a test. */
export interface WorkSource {
  requestWork(): Promise<WorkAnswer>;
  reportWork(work: Work, report: WorkReport): Promise<void>;
  /** Its first command is about to run; again where that was in vain. What was written before, be it by a setup, is not the item's. */
  beginWork?(work: Work): void;
  /** What is known of the item under way has grown. Called often, and not waited for. */
  noteWork(work: Work, resultPackage: ResultPackage): void;
  /** @param message why, where it failed */
  reportJob(status: InstanceStatus, message: string | null): Promise<void>;
}
