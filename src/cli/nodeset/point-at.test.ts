import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "../display-width.ts";
import { pointAt } from "./point-at.ts";

test("pointAt() puts carets below what is wrong, also behind the end", () => {
  assert.deepEqual(pointAt({ text: "n[1-a]", position: 2, length: 3 }, 80), ["  n[1-a]", "    ^^^"]);
  assert.deepEqual(pointAt({ text: "n1,", position: 3, length: 1 }, 80), ["  n1,", "     ^"]);
  assert.deepEqual(pointAt({ text: "", position: 0, length: 1 }, 80), ["  ", "  ^"]);
});

test("pointAt() shows what of a long text fits around the place", () => {
  const text = `${"a".repeat(5000)}[${"b".repeat(5000)}`;
  const [line = "", carets = ""] = pointAt({ text, position: 5000, length: 1 }, 60);
  assert.match(line, /^ {2}…a+\[b+…$/);
  assert.ok(line.length <= 60, line);
  assert.equal(line[carets.indexOf("^")], "[");
  const [begin = ""] = pointAt({ text, position: 0, length: 10_000 }, 60);
  assert.match(begin, /^ {2}a+…$/);
});

test("pointAt() writes control characters as escapes, and counts the columns that are seen", () => {
  assert.deepEqual(pointAt({ text: "\u001b[31m", position: 1, length: 1 }, 80), ["  \\e[31m", "    ^"]);
  const [line = "", carets = ""] = pointAt({ text: "漢字[é", position: 2, length: 1 }, 80);
  assert.equal(line, "  漢字[é");
  assert.equal(carets.indexOf("^"), displayWidth("  漢字"));
});
