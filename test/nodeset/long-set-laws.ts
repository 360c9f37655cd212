import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type MemberSet, assertSame } from "./member-set.ts";

/** What holds for places and texts without listing members. */
export function lawsOfLongSets<Self extends MemberSet<Self>>(
  set: fc.Arbitrary<Self>,
  parse: (text: string) => Self,
): void {
  test("parse() reads what fold() writes", () => {
    fc.assert(fc.property(set, (all) => assertSame(parse(all.fold()), all)));
  });

  test("at(), indexOf(), has() and iteration agree without listing the members", () => {
    fc.assert(
      fc.property(set, fc.nat(), fc.nat(9), (all, somewhere, near) => {
        for (const place of [near, somewhere]) {
          const member = all.at(place);
          assert.equal(member === undefined, place >= all.size);
          if (member === undefined) continue;
          assert.equal(all.indexOf(member), place);
          assert.ok(all.has(member));
        }
        assert.deepEqual(take(all, 3), [0, 1, 2].map((place) => all.at(place)).filter(Boolean));
      }),
    );
  });

  test("split() gives disjoint parts of equal size or one more, the larger first", () => {
    fc.assert(
      fc.property(set, fc.integer({ min: 1, max: 9 }), (all, count) => {
        const parts = all.split(count);
        const [size, more] = [all.exactSize / BigInt(count), all.exactSize % BigInt(count)];
        for (const [place, part] of parts.entries()) {
          assert.equal(part.exactSize, place < more ? size + 1n : size);
        }
        assertSame(
          parts.reduce((union, part) => union.union(part), all.difference(all)),
          all,
        );
      }),
    );
  });
}

function take(members: Iterable<string>, count: number): readonly string[] {
  const taken: string[] = [];
  for (const member of members) {
    if (taken.length === count) break;
    taken.push(member);
  }
  return taken;
}
