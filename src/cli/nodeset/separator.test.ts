import assert from "node:assert/strict";
import { test } from "node:test";
import { readSeparator } from "./separator.ts";

test("readSeparator() understands the escapes of Python's strings", () => {
  const cases: readonly (readonly [text: string, meaning: string])[] = [
    [", ", ", "],
    ["\\n", "\n"],
    ["a\\tb\\\\n", "a\tb\\n"],
    ["\\0", "\0"],
    ["\\052\\x2c\\u2022\\U0001f600", "*,•😀"],
    ["\\'\\\"", "'\""],
    ["\\q\\é", "\\q\\é"],
    ["'''", "'''"],
  ];
  for (const [text, meaning] of cases) assert.equal(readSeparator(text), meaning, text);
});

test("readSeparator() refuses an escape that is begun only, and a character that there is not", () => {
  assert.throws(
    () => readSeparator("a\\x4"),
    new SyntaxError('Cannot read the separator "a\\x4": \\x is not ended'),
  );
  assert.throws(() => readSeparator("\\u12"), /\\u is not ended$/);
  assert.throws(() => readSeparator("\\N{BULLET}"), /\\N is not ended$/);
  assert.throws(() => readSeparator("a\\"), /it ends with a backslash$/);
  assert.throws(() => readSeparator("\\ud800"), /there is no character \\ud800$/);
  assert.throws(() => readSeparator("\\U00110000"), /there is no character/);
});
