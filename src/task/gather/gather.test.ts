import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { Gather } from "./gather.ts";

function gathered(outputs: Readonly<Record<string, readonly string[]>>, gather = new Gather()): Gather {
  for (const [key, pieces] of Object.entries(outputs)) {
    for (const piece of pieces) gather.add(key, Buffer.from(piece, "latin1"));
  }
  return gather;
}

function groupsOf(gather: Gather, match?: Iterable<string>): unknown {
  return Array.from(gather.groups(match), ({ keys, output }) => [
    keys.join(" "),
    Buffer.from(output.bytes()).toString("latin1"),
  ]);
}

test("groups() tells equal outputs once, in the order of their first keys", () => {
  using gather = gathered({ b: ["x\n", "y\n"], a: ["z"], c: ["x", "\ny\n"] });
  assert.deepEqual(groupsOf(gather), [
    ["b c", "x\ny\n"],
    ["a", "z"],
  ]);
  assert.deepEqual([...gather.keys], ["b", "a", "c"]);
});

test("groups() takes a last LF for nothing, and shows the bytes of the first key", () => {
  using gather = gathered({ a: ["x"], b: ["x\n"], c: ["x\n\n"], d: ["\n"], e: ["x\r\n"] });
  assert.deepEqual(groupsOf(gather), [
    ["a b", "x"],
    ["c", "x\n\n"],
    ["d", "\n"],
    ["e", "x\r\n"],
  ]);
});

test("groups() leaves out keys that said nothing and those that do not match", () => {
  using gather = gathered({ a: ["x"], b: [""], c: ["x"], d: ["y"] });
  assert.deepEqual(groupsOf(gather, ["d", "c", "b", "nobody"]), [
    ["c", "x"],
    ["d", "y"],
  ]);
  assert.deepEqual(groupsOf(gather, []), []);
  assert.deepEqual([...gather.keys], ["a", "b", "c", "d"]);
});

test("bytes() gives back what was added, byte for byte, and nothing for a key that is not known", () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  using gather = new Gather();
  gather.add("a", bytes);
  bytes.fill(0);
  assert.deepEqual(
    [...gather.bytes("a")],
    Array.from({ length: 256 }, (_, byte) => byte),
  );
  assert.deepEqual([gather.size("a"), gather.size("b"), gather.bytes("b").length], [256, 0, 0]);
  assert.equal(gather.output("b"), undefined);
});

test("lines() cuts at LF alone, and begins no line after the last", () => {
  using gather = gathered({ a: ["x\ry", "\r\n\n", "z"], b: ["\n"], c: [""] });
  const linesOf = (key: string): readonly string[] =>
    Array.from(gather.output(key)?.lines() ?? [], (line) => Buffer.from(line).toString());
  assert.deepEqual([linesOf("a"), linesOf("b"), linesOf("c")], [["x\ry\r", "", "z"], [""], []]);
});

test("clear() forgets all keys", () => {
  using gather = gathered({ a: ["x".repeat(100_000)] }, new Gather({ spillBytes: 0 }));
  gather.clear();
  assert.deepEqual([[...gather.keys], groupsOf(gather)], [[], []]);
  gathered({ a: ["y".repeat(100_000)] }, gather);
  assert.deepEqual(groupsOf(gather), [["a", "y".repeat(100_000)]]);
});

/** Outputs around the size of a block, of few bytes, so that many are equal or begin alike. */
const longOutput = fc
  .record({
    length: fc.constantFrom(0, 1, 16_383, 16_384, 16_385, 16_386, 32_767, 32_768, 32_769, 50_000),
    fill: fc.constantFrom("a", "ab\n", "\n"),
    end: fc.constantFrom("", "\n", "\n\n", "x"),
  })
  .map(({ length, fill, end }) => fill.repeat(length).slice(0, length) + end);
const shortOutput = fc.string({ unit: fc.constantFrom("a", "\n", "\r"), maxLength: 5 });

describe("Gather, whatever the pieces and wherever they are kept,", () => {
  for (const spillBytes of [0, 20_000, 1 << 26]) {
    test(`answers as plain texts do with ${spillBytes} bytes in memory`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.oneof(shortOutput, longOutput), { maxLength: 6 }),
          fc.array(fc.nat(20_000), { maxLength: 5 }),
          (outputs, cuts) => {
            using gather = new Gather({ spillBytes });
            addInTurns(gather, outputs, cuts);
            assert.deepEqual(
              outputs.map((_, key) => Buffer.from(gather.bytes(String(key))).toString()),
              outputs,
            );
            assert.deepEqual(groupsOf(gather), plainGroups(outputs));
          },
        ),
        { numRuns: 60 },
      );
    });
  }
});

/** One piece of each output after the other, until all is there. */
function addInTurns(gather: Gather, outputs: readonly string[], cuts: readonly number[]): void {
  const sizes = [...cuts.map((cut) => cut + 1), Infinity];
  const done = outputs.map(() => 0);
  for (const size of sizes) {
    for (const [key, output] of outputs.entries()) {
      const start = done[key] ?? 0;
      gather.add(String(key), Buffer.from(output.slice(start, start + size)));
      done[key] = start + size;
    }
  }
}

function plainGroups(outputs: readonly string[]): unknown {
  const groups = new Map<string, { keys: number[]; output: string }>();
  for (const [key, output] of outputs.entries()) {
    if (output === "") continue;
    const lines = output.replace(/\n$/, "");
    const group = groups.get(lines);
    if (group === undefined) groups.set(lines, { keys: [key], output });
    else group.keys.push(key);
  }
  return Array.from(groups.values(), ({ keys, output }) => [keys.join(" "), output]);
}
