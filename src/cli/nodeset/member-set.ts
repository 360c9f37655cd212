import type { RangeSet } from "../../nodeset/mod.ts";

/** What a set of names and one of numbers have in common, as far as the command needs it. */
export interface MemberSet<Self> extends Iterable<string> {
  readonly isEmpty: boolean;
  readonly size: number;
  readonly exactSize: bigint;
  union(other: Self): Self;
  intersection(other: Self): Self;
  difference(other: Self): Self;
  symmetricDifference(other: Self): Self;
  exactIndexOf(name: string): bigint;
  at(position: number): string | undefined;
  select(positions: RangeSet): Self;
  pick(count: number): Self;
  split(parts: number): readonly Self[];
  contiguous(): readonly Self[];
  fold(options?: { autostep?: number; axis?: readonly number[] }): string;
}
