import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFileName } from "./file-name.ts";

test("checkFileName() takes a name, however strange", () => {
  for (const name of ["a", "a b.txt", "…", "-rf", ".hidden", "...", "ä".repeat(127), "a;b", "$(x)"])
    checkFileName(name);
});

const refused: readonly (readonly [string, string])[] = [
  ["", 'Cannot take a file named "": a file needs a name'],
  [".", 'Cannot take a file named ".": that names a folder'],
  ["..", 'Cannot take a file named "..": that names a folder'],
  ["../x", 'Cannot take a file named "../x": a name must not contain a slash or a backslash'],
  ["C:\\x", 'Cannot take a file named "C:\\x": a name must not contain a slash or a backslash'],
  ["a\0b", 'Cannot take a file named "a\\x00b": a name must not contain a NUL character'],
  ["a\nb", 'Cannot take a file named "a\\nb": a name must not contain control characters'],
  ["a\u0085b", 'Cannot take a file named "a\\x85b": a name must not contain control characters'],
  ["\udc00", 'Cannot take a file named "\\udc00": a name must be valid Unicode'],
  [
    "ä".repeat(128),
    `Cannot take a file named "${"ä".repeat(60)}…": a name must not be longer than 255 bytes`,
  ],
];

for (const [name, message] of refused) {
  test(`checkFileName() refuses ${JSON.stringify(name.slice(0, 10))}`, () => {
    assert.throws(() => checkFileName(name), { name: "RunyardError", code: "bad-parameter", message });
  });
}
