import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type GatheredLine, LineGatherer } from "./line-gatherer.ts";

function told(lines: readonly GatheredLine[]): readonly string[] {
  return lines.map(({ keys, line }) => `${keys.join(",")}: ${Buffer.from(line).toString()}`);
}

test("add() tells a line once every key has one", () => {
  const gatherer = new LineGatherer(["a", "b"]);
  assert.deepEqual(told(gatherer.add("a", Buffer.from("1\n2\n3"))), []);
  assert.deepEqual(told(gatherer.add("b", Buffer.from("1"))), []);
  assert.deepEqual(told(gatherer.add("b", Buffer.from("\nx\n"))), ["a,b: 1", "a: 2", "b: x"]);
});

test("end() lets the others go on, and ends a last line", () => {
  const gatherer = new LineGatherer(["a", "b", "c"]);
  gatherer.add("a", Buffer.from("b\n"));
  gatherer.add("b", Buffer.from("a\nb\n"));
  assert.deepEqual(told(gatherer.end("a")), []);
  assert.deepEqual(told(gatherer.end("c")), ["a: b", "b: a", "b: b"]);
  assert.deepEqual(told(gatherer.add("b", Buffer.from("\r\nlast"))), ["b: \r"]);
  assert.deepEqual(told(gatherer.end("b")), ["b: last"]);
});

test("add() waits no longer where too much waits", () => {
  const gatherer = new LineGatherer(["a", "b"], { mostWaitingBytes: 6 });
  assert.deepEqual(told(gatherer.add("a", Buffer.from("1\n2\n3\n"))), []);
  assert.deepEqual(told(gatherer.add("a", Buffer.from("4\n"))), ["a: 1"]);
  assert.deepEqual(told(gatherer.add("b", Buffer.from("2\n"))), ["a,b: 2"]);
});

test("add() refuses a key that it was not made for", () => {
  assert.throws(() => new LineGatherer(["a"]).add("b", Buffer.from("x")), RangeError);
});

test("LineGatherer tells every line of every key once, in order, whatever the pieces", () => {
  const pieces = fc.array(
    fc.tuple(fc.nat(2), fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 6 })),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(pieces, (added) => {
      const gatherer = new LineGatherer(["0", "1", "2"]);
      const all = added.flatMap(([key, text]) => gatherer.add(String(key), Buffer.from(text)));
      for (const key of ["0", "1", "2"]) all.push(...gatherer.end(key));
      for (const key of [0, 1, 2]) {
        const text = added.map(([each, piece]) => (each === key ? piece : "")).join("");
        const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
        const own = all.filter(({ keys }) => keys.includes(String(key)));
        assert.deepEqual(
          own.map(({ line }) => Buffer.from(line).toString()),
          lines,
        );
      }
    }),
  );
});

test("LineGatherer tells a line without an end in pieces of 1 MiB, and goes on behind it", () => {
  const longest = 1024 * 1024;
  const gatherer = new LineGatherer(["a", "b"]);
  const add = (key: string, bytes: number): readonly (readonly [string, number])[] =>
    gatherer.add(key, Buffer.alloc(bytes, "x")).map(({ keys, line }) => [keys.join(), line.length] as const);
  assert.deepEqual(add("a", longest), []);
  assert.deepEqual(add("b", longest), []);
  assert.deepEqual([...add("a", 7), ...add("b", longest)], [["a,b", longest]]);
  const lines = [...gatherer.add("a", Buffer.from("\ny\n")), ...gatherer.end("b")];
  assert.deepEqual(
    [...lines, ...gatherer.end("a")].map(({ keys, line }) => [keys.join(), line.length]),
    [
      ["a", 7],
      ["b", longest],
      ["a", 1],
    ],
  );
  const exact = new LineGatherer(["a"]);
  const whole = [
    ...exact.add("a", Buffer.alloc(longest, "x")),
    ...exact.add("a", Buffer.from("\nz\n")),
    ...exact.end("a"),
  ];
  assert.deepEqual(
    whole.map(({ line }) => line.length),
    [longest, 1],
  );
});
