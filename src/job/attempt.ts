import type { Outcome } from "./outcome.ts";

/**
 * One try of an instance.
 *
 * - claimed: handed to an agent; nothing is known of a process yet
 * - running: its shim has written its identity
 * - ending: its end was asked for; it keeps its place until nothing of it is left
 * - ended: nothing of it is left, its end is recorded
 */
export type AttemptPhase = "claimed" | "running" | "ending" | "ended";

/** What an attempt used. `peakMemoryBytes` is that of its largest process. */
export interface Usage {
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
}

/** Where an ended attempt's output is: with the agent still, in the store (small), or in a file of its own. */
export type OutputPlace = "agent" | "store" | "file";

/** An attempt as the store keeps it. Its id is a random token, and its marker in the environment of its processes. */
export interface Attempt {
  readonly id: string;
  readonly job: string;
  /** Grows by one with each attempt of the job: a report with an older number changes nothing. */
  readonly fence: number;
  /** Which of the job's instances it is, from 0. */
  readonly instance: number;
  /** The item that it does; null where it asks for items while it runs. */
  readonly item: number | null;
  /** How many items it has taken so far. */
  readonly itemsTaken: number;
  /** Whether it asked for an item when none was left: then it ends, and may well have taken none. */
  readonly dismissed: boolean;
  readonly agent: string;
  readonly phase: AttemptPhase;
  readonly claimedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly pid: number | null;
  readonly outcome: Outcome | null;
  readonly usage: Usage | null;
  readonly output: OutputPlace;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
}
