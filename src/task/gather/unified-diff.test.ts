import assert from "node:assert/strict";
import { test } from "node:test";
import { unifiedDiff } from "./unified-diff.ts";

function diff(from: readonly string[], to: readonly string[]): readonly string[] {
  const side = (label: string, lines: readonly string[]): Parameters<typeof unifiedDiff>[0] => ({
    label,
    output: { lines: () => lines.map((line) => Buffer.from(line, "latin1")) },
  });
  return Array.from(unifiedDiff(side("a", from), side("b", to)), (line) =>
    Buffer.from(line).toString("latin1"),
  );
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1));
}

test("unifiedDiff() says nothing of equal outputs", () => {
  assert.deepEqual([diff([], []), diff(["x"], ["x"])], [[], []]);
});

test("unifiedDiff() shows three lines around a change, and changes that are close together", () => {
  const from = numbers(30);
  const to = from.map((line) => (["5", "12", "27"].includes(line) ? `${line}!` : line));
  assert.deepEqual(
    diff(from, to).filter((line) => /^[-+@]/.test(line)),
    ["--- a", "+++ b", "@@ -2,14 +2,14 @@", "-5", "+5!", "-12", "+12!", "@@ -24,7 +24,7 @@", "-27", "+27!"],
  );
});

test("unifiedDiff() says where nothing stands on one side", () => {
  assert.deepEqual(diff([], ["x"]), ["--- a", "+++ b", "@@ -0,0 +1 @@", "+x"]);
  assert.deepEqual(diff(["x", "y"], []), ["--- a", "+++ b", "@@ -1,2 +0,0 @@", "-x", "-y"]);
});

test("unifiedDiff() keeps bytes that are no UTF-8 as they are", () => {
  assert.deepEqual(diff(["\u00ff"], ["\u00fe"]).slice(-2), ["-\u00ff", "+\u00fe"]);
});

test("unifiedDiff() ends in time where every other line differs", () => {
  const from = numbers(40_000);
  const to = from.map((line, index) => (index % 2 === 0 ? line : `${line}!`));
  const shown = diff(from, to);
  const kept = shown.filter(
    (line) => !line.startsWith("-") && !line.startsWith("@") && !line.startsWith("+++"),
  );
  assert.deepEqual(
    kept.map((line) => line.slice(1)),
    to,
  );
});
