import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { LineSplitter } from "./line-splitter.ts";

test("LineSplitter gives each line once, and those that are too long in pieces of the longest size", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\r", "\n"), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (pieces, longest) => {
      const splitter = new LineSplitter(longest);
      const lines: string[] = [];
      let begun = "";
      const hear = (line: Uint8Array, goesOn: boolean): void => {
        assert.ok(goesOn ? line.length === longest : line.length <= longest);
        begun += Buffer.from(line).toString();
        if (goesOn) return;
        lines.push(begun);
        begun = "";
      };
      for (const piece of pieces) splitter.push(Buffer.from(piece), hear);
      splitter.flush(hear);
      const all = pieces.join("");
      assert.deepEqual(lines, all === "" ? [] : all.replace(/\n$/, "").split("\n"));
    }),
  );
});

test("LineSplitter holds a line without an end no longer than it may be, byte by byte", () => {
  const splitter = new LineSplitter();
  let told = 0;
  const byte = Buffer.from("x");
  for (let count = 0; count < 3_000_000; count++) splitter.push(byte, (line) => (told += line.length));
  assert.equal(told, 2 * 1024 * 1024);
  splitter.flush((line) => (told += line.length));
  assert.equal(told, 3_000_000);
});
