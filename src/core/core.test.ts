import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Emitter, formatDuration, formatSize, isToken, makeJobId, parseDuration, parseSize } from "./mod.ts";

test("makeJobId() begins with a digit and never repeats", () => {
  const ids = new Set(Array.from({ length: 10_000 }, makeJobId));
  assert.equal(ids.size, 10_000);
  for (const id of ids) assert.ok(isToken(id) && /^\d/.test(id), id);
});

test("parseDuration() reads units, sums and bare seconds, and refuses the rest", () => {
  const cases = {
    "250ms": 250,
    "90s": 90_000,
    "10m": 600_000,
    "1h30m": 5_400_000,
    "7d": 604_800_000,
    "2w": 1_209_600_000,
    "1.5": 1500,
    " 5 s ": 5000,
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(parseDuration(text), expected, text);
  for (const text of ["", "ten", "10 parsecs", "-5s", "5s x", "NaN"])
    assert.throws(() => parseDuration(text), SyntaxError, text);
});

test("parseSize() reads powers of 1000 and of 1024, and refuses the rest", () => {
  const cases = { "500": 500, "64kB": 64_000, "64KiB": 65_536, "200MB": 200_000_000, "1GiB": 1_073_741_824 };
  for (const [text, expected] of Object.entries(cases)) assert.equal(parseSize(text), expected, text);
  for (const text of ["", "big", "-1", "5 PB"]) assert.throws(() => parseSize(text), SyntaxError, text);
});

test("formatDuration() and formatSize() are short for every number", () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      assert.match(formatDuration(number), /^\d+(\.\d)? (s|min|h|d)( \d+ (s|min|h))?$/);
      assert.match(formatSize(number), /^\d+(\.\d)? [kMGT]?B$/);
    }),
  );
  assert.equal(formatDuration(185_000), "3 min 5 s");
});

test("Emitter.emit() goes on after a listener that throws", () => {
  const reported: unknown[] = [];
  const heard: number[] = [];
  const emitter = new Emitter<{ changed: number }>((error) => reported.push(error));
  emitter.on("changed", () => {
    throw new Error("no");
  });
  const off = emitter.on("changed", (value) => heard.push(value));
  emitter.emit("changed", 1);
  off();
  emitter.emit("changed", 2);
  assert.deepEqual(heard, [1]);
  assert.equal(reported.length, 2);
});
