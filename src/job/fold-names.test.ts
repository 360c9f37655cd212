import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeSet } from "../nodeset/mod.ts";
import { foldNames } from "./fold-names.ts";

test("foldNames() folds names in any order, padding kept", () => {
  const names = ["frame42", "frame1", "frame3", "frame2", "f01", "login", "a.txt", "a.txt (2)"];
  const { text, others } = foldNames(names);
  assert.equal(text, "a.txt,a.txt (2),f01,frame[1-3,42],login");
  assert.deepEqual(others, []);
});

test("foldNames() leaves out what a node set would read as something else", () => {
  const others = [
    "",
    " a",
    "a ",
    "a,b",
    "a!b",
    "a&b",
    "a^b",
    "a[1]",
    "@a",
    "a@b",
    "a*",
    "a?",
    "7".repeat(101),
  ];
  assert.deepEqual(foldNames(["n1", ...others, "n2"]), { text: "n[1-2]", others });
  assert.deepEqual(foldNames([]), { text: "", others: [] });
});

test("foldNames() makes a text that holds just these names", () => {
  const names = [
    "-5",
    "n-5",
    "n--6",
    "%s",
    "n%1",
    "5",
    "05",
    "a b1",
    "é1",
    "é2",
    "(1)",
    "x1y2",
    "x1y3",
    "x2y3",
  ];
  const { text, others } = foldNames(names);
  assert.deepEqual(others, []);
  assert.deepEqual([...NodeSet.parse(text)].toSorted(), names.toSorted());
});

test("foldNames() stops folding where names of many dimensions would take too long", () => {
  const names = Array.from({ length: 20_000 }, (_name, index) =>
    Array.from({ length: 30 }, (_, axis) => `a${(index * (axis + 3)) % 89}`).join("-"),
  );
  const { others } = foldNames(names);
  assert.equal(others.length, 18_889);
});
