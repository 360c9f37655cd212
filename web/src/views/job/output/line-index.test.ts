import assert from "node:assert/strict";
import { test } from "node:test";
import { LineIndex, linesOfPage, longestLineBytes, splitLines } from "./line-index.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The lines that the index would have read, page by page. */
function linesOf(all: Uint8Array, pieceBytes: number): readonly string[] {
  const index = new LineIndex();
  for (let from = 0; from < all.length; from += pieceBytes) index.add(all.subarray(from, from + pieceBytes));
  const pages = Array.from({ length: Math.ceil(index.lines / linesOfPage) }, (_, page) => {
    const [from, end] = index.pageBytes(page);
    return splitLines(all.subarray(from, end));
  });
  assert.equal(index.lines, pages.flat().length);
  assert.ok(pages.slice(0, -1).every((page) => page.length === linesOfPage));
  return pages.flat();
}

test("LineIndex finds the same lines however the bytes come", () => {
  const lines = Array.from({ length: 1000 }, (_, line) => "é".repeat(line % 17) + String(line));
  for (const pieceBytes of [1, 7, 4096, 1_000_000])
    for (const end of ["", "\n"]) assert.deepEqual(linesOf(bytes(lines.join("\n") + end), pieceBytes), lines);
});

test("LineIndex counts no line in nothing, and empty lines as lines", () => {
  assert.deepEqual(linesOf(bytes(""), 10), []);
  assert.deepEqual(linesOf(bytes("\n\n"), 10), ["", ""]);
});

test("LineIndex parts a line without end into rows of one length", () => {
  const text = `${"x".repeat(longestLineBytes * 3 + 5)}\nnext`;
  for (const pieceBytes of [13, 100_000]) {
    const lengths = linesOf(bytes(text), pieceBytes).map(({ length }) => length);
    assert.deepEqual(lengths, [longestLineBytes, longestLineBytes, longestLineBytes, 5, 4]);
  }
  assert.deepEqual(
    linesOf(bytes(`${"x".repeat(longestLineBytes)}\ny`), 99).map(({ length }) => length),
    [longestLineBytes, 1],
  );
});
