import type { ItemPhase, Outcome } from "../job/mod.ts";

/** The JSON API's shapes of items and of node sets. */

/** An item of a job. */
export interface ItemView {
  readonly index: number;
  readonly name: string;
  readonly phase: ItemPhase;
  readonly tries: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  readonly exitStatus: number | null;
  readonly outcome: Outcome | null;
  /** How it failed, in one sentence. */
  readonly message: string | null;
  /** What a function returned, or the value of an interpreter's last command. */
  readonly result: unknown;
  /** How much of its work is done, from 0 to 1; null where nobody told. */
  readonly progress: number | null;
  /** Files that it named as its outputs. */
  readonly outputs: readonly string[];
  /** Lines that the job type's rules lift out of its output. */
  readonly highlights: readonly string[];
  /** The id of the attempt that has it, or had it last. */
  readonly attempt: string | null;
}

/** The items of a job that are in one phase, their names folded. */
export interface ItemGroupView {
  readonly phase: ItemPhase;
  readonly count: number;
  /** A node set: `frame[1-40,42]`; empty where it can hold none of the names. */
  readonly names: string;
  /** The first names that no node set can hold as they are. */
  readonly others: readonly string[];
  /** How many more there are of these. */
  readonly moreOthers: number;
}

/** Names in few words. */
export interface FoldedNamesView {
  readonly count: number;
  /** A node set: `node[1-40,42]`; empty where it can hold none of the names. */
  readonly names: string;
  /** The first names that no node set can hold as they are. */
  readonly others: readonly string[];
  /** How many more there are of these. */
  readonly moreOthers: number;
}

/** Items that wrote the same, and ended alike. */
export interface OutputGroupView extends FoldedNamesView {
  /** Null where they did not end with one. */
  readonly exitStatus: number | null;
  readonly text: string;
  /** Whether there is more of the output of one of them than was compared or is shown. */
  readonly isCut: boolean;
}

/** What the items of a job wrote, equal outputs once. */
export interface GatheredItemsView {
  /** The largest first. */
  readonly groups: readonly OutputGroupView[];
  readonly moreGroups: number;
  /** Those that ended and wrote nothing. */
  readonly silent: FoldedNamesView;
  /** How many items were read. */
  readonly read: number;
  /** Whether every item that has ended was read. */
  readonly isWhole: boolean;
}

/** A group of nodes. */
export interface NodeGroupView {
  /** With its `@`. */
  readonly name: string;
  /** A node set. */
  readonly nodes: string;
  readonly count: number;
}

/** A node set that was read. */
export interface NodeSetView {
  /** The set in few words: `node[1-40,42]`. */
  readonly folded: string;
  readonly count: number;
  /** The first names, in the order of the set. */
  readonly names: readonly string[];
  /** The groups that have any of its nodes, with those. */
  readonly groups: readonly NodeGroupView[];
  readonly moreGroups: number;
  /** Why the groups can't be told, in one sentence. */
  readonly groupProblem: string | null;
}
