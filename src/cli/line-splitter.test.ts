import assert from "node:assert/strict";
import { test } from "node:test";
import { LineSplitter } from "./line-splitter.ts";

test("LineSplitter gives whole lines however the bytes come, and the last one at the end", () => {
  const bytes = Buffer.from("eins\n\nzwölf\nlast");
  for (let size = 1; size <= bytes.length; size++) {
    const splitter = new LineSplitter();
    const lines: string[] = [];
    for (let from = 0; from < bytes.length; from += size) {
      lines.push(...splitter.push(bytes.subarray(from, from + size)).map(String));
    }
    lines.push(...splitter.end().map(String));
    assert.deepEqual(lines, ["eins", "", "zwölf", "last"]);
  }
});

test("LineSplitter passes a line that is too long on in pieces, and loses nothing", () => {
  const splitter = new LineSplitter(4);
  const lines = [...splitter.push(Buffer.from("123456789")), ...splitter.push(Buffer.from("0\nab\n"))];
  assert.deepEqual(
    [...lines, ...splitter.end()].map((line) => line.toString()),
    ["1234", "5678", "90", "ab"],
  );
});
