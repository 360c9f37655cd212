import assert from "node:assert/strict";
import type { RangeSet } from "../../src/nodeset/mod.ts";

/** What RangeSet and NodeSet have in common: the laws hold for both. */
export interface MemberSet<Self> extends Iterable<string> {
  readonly size: number;
  readonly exactSize: bigint;
  readonly isEmpty: boolean;
  has(member: string): boolean;
  union(other: Self): Self;
  intersection(other: Self): Self;
  difference(other: Self): Self;
  symmetricDifference(other: Self): Self;
  isSubsetOf(other: Self): boolean;
  isSupersetOf(other: Self): boolean;
  isDisjointFrom(other: Self): boolean;
  equals(other: Self): boolean;
  at(place: number): string | undefined;
  indexOf(member: string): number;
  slice(start?: number, end?: number, step?: number): Self;
  select(places: RangeSet): Self;
  pick(count: number, random?: () => number): Self;
  split(parts: number): readonly Self[];
  contiguous(): readonly Self[];
  fold(options?: { readonly autostep?: number }): string;
  toString(): string;
}

/** Asserts that two sets are equal and have one text. */
export function assertSame<Self extends MemberSet<Self>>(left: Self, right: Self): void {
  assert.equal(left.fold(), right.fold());
  assert.ok(left.equals(right), `${left.fold()} does not equal itself`);
}
