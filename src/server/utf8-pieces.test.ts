import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Piece, Utf8Pieces } from "./utf8-pieces.ts";

function bytesOf(piece: Piece): Buffer {
  return "text" in piece ? Buffer.from(piece.text) : Buffer.from(piece.base64, "base64");
}

function cut(bytes: Uint8Array, ends: readonly number[]): readonly Piece[] {
  const pieces = new Utf8Pieces();
  const found: Piece[] = [];
  let from = 0;
  for (const end of [...ends, bytes.length].toSorted((a, b) => a - b)) {
    found.push(...pieces.add(from, bytes.subarray(from, end)));
    from = end;
  }
  return [...found, ...pieces.end()];
}

test("Utf8Pieces gives all bytes back, in their places, wherever they are cut", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.nat(40)), (bytes, ends) => {
      let offset = 0;
      for (const piece of cut(
        bytes,
        ends.map((end) => Math.min(end, bytes.length)),
      )) {
        assert.equal(piece.offset, offset);
        offset += bytesOf(piece).length;
      }
      assert.equal(offset, bytes.length);
    }),
    { numRuns: 300 },
  );
});

test("Utf8Pieces makes text of all that is UTF-8, wherever it is cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), fc.array(fc.nat(40)), (text, ends) => {
      const bytes = Buffer.from(text);
      const pieces = cut(
        bytes,
        ends.map((end) => Math.min(end, bytes.length)),
      );
      assert.equal(pieces.map((piece) => ("text" in piece ? piece.text : "?")).join(""), text);
    }),
    { numRuns: 300 },
  );
});

test("Utf8Pieces begins anew where the offset goes back", () => {
  const pieces = new Utf8Pieces();
  assert.deepEqual(pieces.add(0, Buffer.from([0x61, 0xe2, 0x82])), [{ offset: 0, text: "a" }]);
  assert.deepEqual(pieces.add(0, Buffer.from("b")), [
    { offset: 1, base64: "4oI=" },
    { offset: 0, text: "b" },
  ]);
});
