import assert from "node:assert/strict";
import { test } from "node:test";
import { splitWords } from "./split-words.ts";

test("splitWords() splits as Python's shlex does", () => {
  const pairs: readonly [string, readonly string[] | null][] = [
    ["a 'b c' d", ["a", "b c", "d"]],
    ['a"b\\"c\\d"e', ['ab"c\\de']],
    ["a\\ b", ["a b"]],
    ["", []],
    ["  a\n\tb ", ["a", "b"]],
    ["'' b", ["", "b"]],
    ["a#b #c", ["a#b", "#c"]],
    ["a 'b", null],
    ["a\\", null],
    ['a"', null],
  ];
  for (const [text, words] of pairs) assert.deepEqual(splitWords(text), words);
});
