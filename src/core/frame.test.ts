import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { FrameReader, encodeFrame } from "./frame.ts";

test("FrameReader.push() gives back what was encoded, however the stream is cut", () => {
  const message = fc.record({ json: fc.jsonValue(), bytes: fc.uint8Array({ maxLength: 300 }) });
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), cuts, (messages, lengths) => {
      const stream = Buffer.concat(messages.map(({ json, bytes }) => encodeFrame(json, bytes)));
      const reader = new FrameReader();
      const frames = pieces(stream, lengths).flatMap((piece) => reader.push(piece));
      assert.deepEqual(
        frames.map(({ json, bytes }) => ({ json, bytes: [...bytes] })),
        messages.map(({ json, bytes }) => ({ json: JSON.parse(JSON.stringify(json)), bytes: [...bytes] })),
      );
    }),
  );
});

test("FrameReader.push() refuses what claims to be huge, and what is no JSON", () => {
  assert.throws(() => new FrameReader().push(Buffer.from("GET / HTTP/1.1\r\n")), { code: "bad-frame" });
  const frame = encodeFrame({});
  frame.write("{{", 8);
  assert.throws(() => new FrameReader().push(frame), { code: "bad-frame" });
});

function pieces(stream: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    cut.push(stream.subarray(at, at + length));
    at += length;
  }
  return cut;
}
