import assert from "node:assert/strict";
import { test } from "node:test";
import { SseParser } from "./sse-parser.ts";

const text =
  'retry: 2000\n\nid: 7\nevent: phase\ndata: {"a":1}\n\n: still here\n\nid: 9\ndata: x\ndata: y\r\n\r\n';

test("SseParser gives the same events however the text comes", () => {
  for (const length of [1, 3, 1000]) {
    const parser = new SseParser();
    const events = [];
    for (let from = 0; from < text.length; from += length)
      events.push(...parser.add(text.slice(from, from + length)));
    assert.deepEqual(events, [
      { event: "phase", data: '{"a":1}' },
      { event: "message", data: "x\ny" },
    ]);
    assert.equal(parser.lastId, "9");
  }
});

test("SseParser takes the place from a frame without data", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.add("id: 12\n: still here\n\n"), []);
  assert.equal(parser.lastId, "12");
});
