import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { diffLines } from "../../web/src/views/agenda/line-diff.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 });

test("diffLines() has all lines of both texts in their order, and marks none that both begin and end with", () => {
  fc.assert(
    fc.property(lines, lines, (first, second) => {
      const diff = diffLines(`${first.join("\n")}\n`, second.join("\n"));
      const without = (kind: string): readonly string[] =>
        diff.filter((line) => line.kind !== kind).map((line) => line.text);
      assert.deepEqual(without("second"), first);
      assert.deepEqual(without("first"), second);
    }),
    { numRuns: 2000 },
  );
});

test("diffLines() marks as few lines as there can be", () => {
  const marked = diffLines("a\nb\nc\n", "a\nx\nc\nd\n").map(({ kind, text }) => `${kind} ${text}`);
  assert.deepEqual(marked, ["same a", "first b", "second x", "same c", "second d"]);
});

test("diffLines() gives up on texts that have nothing in common, and still shows both", () => {
  const text = (word: string): string =>
    Array.from({ length: 5000 }, (_, index) => `${word}${index}`).join("\n");
  const diff = diffLines(text("a"), text("b"));
  assert.equal(diff.length, 10_000);
});
