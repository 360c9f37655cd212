import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { RangeSet } from "../../src/nodeset/mod.ts";
import { lawsOfAlgebra } from "./algebra-laws.ts";
import { type MemberSet, assertSame } from "./member-set.ts";

/** A kind of set and its members. */
export interface Subject<Self> {
  readonly name: string;
  readonly member: fc.Arbitrary<string>;
  readonly make: (members: Iterable<string>) => Self;
  readonly parse: (text: string) => Self;
}

/** Tests sets of few members, next to sets of strings. */
export function describeLaws<Self extends MemberSet<Self>>(subject: Subject<Self>): void {
  describe(`${subject.name} keeps the laws`, () => {
    const members = fc.uniqueArray(subject.member, { maxLength: 40 });
    lawsOfMembers(subject);
    lawsOfAlgebra(members.map(subject.make));
    lawsOfText(subject);
    lawsOfPlaces(subject);
  });
}

function lawsOfMembers<Self extends MemberSet<Self>>({ member, make }: Subject<Self>): void {
  const members = fc.uniqueArray(member, { maxLength: 40 });

  test("union(), intersection(), difference() and symmetricDifference() do what they do to sets of strings", () => {
    fc.assert(
      fc.property(members, members, (left, right) => {
        const [a, b, modelA, modelB] = [make(left), make(right), new Set(left), new Set(right)];
        for (const operation of ["union", "intersection", "difference", "symmetricDifference"] as const) {
          const model = modelA[operation](modelB);
          const result = a[operation](b);
          assert.deepEqual([...result].toSorted(), [...model].toSorted(), operation);
          assert.equal(result.size, model.size);
          assert.equal(result.exactSize, BigInt(model.size));
          assert.equal(result.isEmpty, model.size === 0);
          assert.equal(result.fold(), make(model).fold());
        }
        for (const relation of ["isSubsetOf", "isSupersetOf", "isDisjointFrom"] as const) {
          assert.equal(a[relation](b), modelA[relation](modelB), relation);
        }
        assert.equal(a.equals(b), modelA.symmetricDifference(modelB).size === 0);
        for (const each of [...left, ...right]) assert.equal(a.has(each), modelA.has(each));
      }),
    );
  });
}

function lawsOfText<Self extends MemberSet<Self>>({ member, make, parse }: Subject<Self>): void {
  const members = fc.uniqueArray(member, { maxLength: 40 });

  test("parse() reads what fold() writes", () => {
    fc.assert(
      fc.property(
        members.map(make),
        fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        (set, autostep) => {
          assertSame(parse(set.fold(autostep === undefined ? {} : { autostep })), set);
          assert.equal(set.toString(), set.fold());
          assert.equal(JSON.stringify({ set }), JSON.stringify({ set: set.fold() }));
        },
      ),
    );
  });

  test("fold() does not depend on how the set was made", () => {
    const twice = members.chain((each) =>
      fc.tuple(fc.constant(each), fc.shuffledSubarray(each, { minLength: each.length }), fc.nat(each.length)),
    );
    fc.assert(
      fc.property(twice, ([once, again, cut]) => {
        const text = make(once).fold();
        assert.equal(make(again).fold(), text);
        assert.equal(
          make(again.slice(cut))
            .union(make(again.slice(0, cut)))
            .fold(),
          text,
        );
        assert.equal(again.reduce((set, each) => set.union(make([each])), make([])).fold(), text);
        assert.equal(parse(again.join(",")).fold(), text);
        assert.deepEqual([...make(again)], [...make(once)]);
      }),
    );
  });
}

function lawsOfPlaces<Self extends MemberSet<Self>>({ member, make }: Subject<Self>): void {
  const set = fc.uniqueArray(member, { maxLength: 40 }).map(make);

  test("at() and indexOf() undo each other", () => {
    fc.assert(
      fc.property(set, member, (all, other) => {
        const list = [...all];
        for (const [place, each] of list.entries()) {
          assert.equal(all.at(place), each);
          assert.equal(all.at(place - list.length), each);
          assert.equal(all.indexOf(each), place);
        }
        assert.equal(all.at(list.length), undefined);
        assert.equal(all.at(-list.length - 1), undefined);
        assert.equal(all.indexOf(other), list.indexOf(other));
      }),
    );
  });

  test("slice() and select() take what the places of an array hold", () => {
    const place = fc.option(fc.integer({ min: -45, max: 45 }), { nil: undefined });
    fc.assert(
      fc.property(set, place, place, fc.integer({ min: 1, max: 6 }), (all, start, end, step) => {
        const list = [...all];
        const wanted = list.slice(start, end).filter((_, position) => position % step === 0);
        assertSame(all.slice(start, end, step), make(wanted));
        assertSame(all.slice(start, end), make(list.slice(start, end)));
      }),
    );
    fc.assert(
      fc.property(set, fc.array(fc.integer({ min: -5, max: 45 })), (all, places) => {
        const list = [...all];
        const wanted = places.flatMap((each) => list[each] ?? []);
        assertSame(all.select(RangeSet.from(places)), make(wanted));
      }),
    );
  });

  test("split() gives neighbours in parts of equal size or one more, the larger first", () => {
    fc.assert(
      fc.property(set, fc.integer({ min: 1, max: 50 }), (all, count) => {
        const parts = all.split(count);
        const sizes = parts.map((part) => part.size);
        assert.equal(parts.length, Math.min(count, all.size));
        assert.deepEqual(
          sizes,
          sizes.toSorted((a, b) => b - a),
        );
        if (sizes.length > 0) assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
        const list = [...all];
        let start = 0;
        for (const part of parts) {
          assertSame(part, make(list.slice(start, start + part.size)));
          start += part.size;
        }
        assert.equal(start, list.length);
      }),
    );
  });

  test("contiguous() gives each member once, and no part has a gap", () => {
    fc.assert(
      fc.property(set, (all) => {
        const parts = all.contiguous();
        assert.equal(
          parts.reduce((sum, part) => sum + part.size, 0),
          all.size,
        );
        assertSame(
          parts.reduce((union, part) => union.union(part), make([])),
          all,
        );
        for (const part of parts) assert.doesNotMatch(part.fold(), /,/);
      }),
    );
  });

  test("pick() gives as many different members as are asked for and there", () => {
    fc.assert(
      fc.property(set, fc.nat(50), (all, count) => {
        const picked = all.pick(count);
        assert.equal(picked.size, Math.min(count, all.size));
        assert.ok(picked.isSubsetOf(all));
      }),
    );
  });
}
