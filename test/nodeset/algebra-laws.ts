import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type MemberSet, assertSame } from "./member-set.ts";

/** What holds for all sets, of whatever size. */
export function lawsOfAlgebra<Self extends MemberSet<Self>>(set: fc.Arbitrary<Self>): void {
  test("union(), intersection() and symmetricDifference() are commutative and associative", () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        for (const operation of ["union", "intersection", "symmetricDifference"] as const) {
          assertSame(a[operation](b), b[operation](a));
          assertSame(a[operation](b)[operation](c), a[operation](b[operation](c)));
        }
      }),
    );
  });

  test("union() and intersection() absorb and distribute over each other, and change nothing twice", () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        assertSame(a.union(a), a);
        assertSame(a.intersection(a), a);
        assertSame(a.union(a.intersection(b)), a);
        assertSame(a.intersection(a.union(b)), a);
        assertSame(a.intersection(b.union(c)), a.intersection(b).union(a.intersection(c)));
        assertSame(a.union(b.intersection(c)), a.union(b).intersection(a.union(c)));
      }),
    );
  });

  test("difference() and symmetricDifference() follow from the others, and from De Morgan", () => {
    fc.assert(
      fc.property(set, set, set, (a, b, rest) => {
        const all = a.union(b).union(rest);
        const not = (each: Self): Self => all.difference(each);
        assertSame(not(a.union(b)), not(a).intersection(not(b)));
        assertSame(not(a.intersection(b)), not(a).union(not(b)));
        assertSame(not(not(a)), a);
        assertSame(a.difference(b), a.intersection(not(b)));
        assertSame(a.symmetricDifference(b), a.union(b).difference(a.intersection(b)));
        assertSame(a.symmetricDifference(b).symmetricDifference(b), a);
        assert.ok(a.difference(a).isEmpty && a.symmetricDifference(a).isEmpty);
        assert.equal(a.union(b).exactSize + a.intersection(b).exactSize, a.exactSize + b.exactSize);
      }),
    );
  });
}
