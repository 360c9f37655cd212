import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeSet } from "../nodeset/mod.ts";
import { countWrittenNames } from "./written-names.ts";

test("countWrittenNames() counts what is listed, before operators take anything away", () => {
  const counts = {
    login: [1, 0, 0],
    "n[1-9]": [9, 1, 0],
    "n[1-9,20]": [10, 1, 0],
    "n[0-10/2]": [6, 1, 0],
    "n[-5 - -3]": [3, 1, 0],
    "n[007-010]": [4, 1, 0],
    "a[1-3]b[1-2]-c7": [6, 3, 0],
    "n[1-9]!n[1-4]": [13, 1, 1],
    "a,b&c": [3, 0, 1],
  };
  for (const [text, [names = 0, depth = 0, operators = 0]] of Object.entries(counts))
    assert.deepEqual(countWrittenNames(text), { names, indices: names * depth, operators }, text);
});

test("countWrittenNames() never counts less than there is", () => {
  for (const text of ["x1[2-3]4", "n[1-3]0,m[1-5/4]", "a[1-2]b[08-11]c", "[1-5]", "a[ 1 - 5 / 2 , 9 ]"])
    assert.ok(countWrittenNames(text).names >= NodeSet.parse(text).size, text);
});
