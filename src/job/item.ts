import type { ResultPackage } from "../interpreter/mod.ts";
import type { Outcome } from "./outcome.ts";

/** The phases of an item: waiting → running → complete | failed, back to waiting for a retry; blocked waits for something outside. */
export type ItemPhase = "waiting" | "running" | "complete" | "failed" | "blocked";

/** A range of bytes of an attempt's standard output or standard error. */
export interface ByteRange {
  /** The first byte. */
  readonly from: number;
  /** The first byte behind it; null while it grows. */
  readonly to: number | null;
}

/** One item of a job's agenda. A job with no agenda has one, named after nothing (""). */
export interface Item {
  readonly job: string;
  /** Position in the agenda, from 0. */
  readonly index: number;
  /** What people call it: unique in the job. */
  readonly name: string;
  /** What `{item}` stands for: most often the name; for an uploaded file its path. */
  readonly value: string;
  readonly phase: ItemPhase;
  /** How often its work failed. */
  readonly failures: number;
  /** How often the attempt that had it was lost. */
  readonly losses: number;
  /** The attempt that has it, or had it last. */
  readonly attempt: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly outcome: Outcome | null;
  /** Which part of the attempt's output is this item's; null: all of it. */
  readonly stdout: ByteRange | null;
  readonly stderr: ByteRange | null;
  /** What a function returned, or the value of an interpreter's last command, as JSON; undefined is null. */
  readonly result: unknown;
  /** What else is known of its work, while it runs as well; null where its runner tells nothing. */
  readonly resultPackage: ResultPackage | null;
}

/** An item as it is made: the rest follows. */
export interface NewItem {
  readonly name: string;
  readonly value: string;
}
