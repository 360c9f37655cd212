import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cpuTimeOf } from "../../../test/cpu-time.ts";
import * as fc from "fast-check";
import { type WrittenRules, compileRules } from "./log-rules.ts";
import { type Finding, LogScanner } from "./log-scanner.ts";

const NONE: WrittenRules = { highlight: [], error: [], output: [], progress: [], allow: [] };
const LIMIT = 64 * 1024;

const scanner = (rules: Partial<WrittenRules>) => new LogScanner(compileRules({ ...NONE, ...rules }));

/** The lines that a scanner sees: those of a rule that fits all of them. */
function linesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => ("line" in finding ? [finding.line] : []));
}

describe("LogScanner", () => {
  test("push() tells outputs, progress, highlights and errors in this order when a line has all", () => {
    const all = scanner({
      highlight: ["Saved"],
      error: ["wrong"],
      output: ["'(.+?)'"],
      progress: ["(\\d+)%"],
    });
    const line = "Saved 'a.png' at 50%, wrong";
    assert.deepEqual(all.push("stderr", Buffer.from(`${line}\n`)), [
      { kind: "output", path: "a.png" },
      { kind: "progress", fraction: 0.5 },
      { kind: "highlight", stream: "stderr", line },
      { kind: "error", stream: "stderr", line },
    ]);
  });

  test("push() reads what Blender prints", () => {
    const blender = scanner({
      error: ["^Error"],
      output: ["^Saved: '(?P<path>.+)'"],
      progress: ["Sample (\\d+)/(\\d+)"],
      allow: ["OpenImageDenoiser"],
    });
    const log = [
      "Fra:1 Mem:10.21M (Peak 10.47M) | Time:00:00.06 | Mem:0.76M, Peak:0.76M | Scene, ViewLayer | Sample 0/8",
      "Fra:1 Mem:10.93M (Peak 11.38M) | Time:00:00.10 | Mem:1.25M, Peak:1.25M | Scene, ViewLayer | Sample 8/8",
      "Error: Build without OpenImageDenoiser",
      "Saved: '/renders/frame0001.png'",
      " Time: 00:00.23 (Saving: 00:00.13)",
      "",
    ].join("\n");
    assert.deepEqual(blender.push("stdout", Buffer.from(log)), [
      { kind: "progress", fraction: 0 },
      { kind: "progress", fraction: 1 },
      { kind: "output", path: "/renders/frame0001.png" },
    ]);
  });

  test("push() ends lines at line feeds, carriage returns and both together", () => {
    const every = scanner({ highlight: [""] });
    assert.deepEqual(linesOf(every.push("stdout", Buffer.from("a\nb\rc\r\nd\n\r\n\r\re"))), [
      "a",
      "b",
      "c",
      "d",
      "",
      "",
      "",
    ]);
    assert.deepEqual(linesOf(every.flush()), ["e"]);
  });

  test("push() follows a progress bar that draws itself anew", () => {
    const bar = scanner({ progress: ["(\\d+)%"] });
    assert.deepEqual(bar.push("stderr", Buffer.from("\r 10% |#   |\r 20% |##  |\r 30%")), [
      { kind: "progress", fraction: 0.1 },
      { kind: "progress", fraction: 0.2 },
    ]);
    assert.deepEqual(bar.flush(), [{ kind: "progress", fraction: 0.3 }]);
  });

  test("push() keeps the streams apart when their pieces alternate", () => {
    const every = scanner({ highlight: ["."] });
    const pieces = [
      ["stdout", "on"],
      ["stderr", "tw"],
      ["stdout", "e\n"],
      ["stderr", "o\n"],
    ] as const;
    assert.deepEqual(
      pieces.flatMap(([stream, text]) => every.push(stream, Buffer.from(text))),
      [
        { kind: "highlight", stream: "stdout", line: "one" },
        { kind: "highlight", stream: "stderr", line: "two" },
      ],
    );
  });

  test("push() does not hold on to the bytes when a line has not ended", () => {
    const every = scanner({ highlight: ["."] });
    const bytes = Buffer.from("mine");
    every.push("stdout", bytes);
    bytes.fill("x");
    assert.deepEqual(linesOf(every.flush()), ["mine"]);
  });

  test("push() takes bytes that are not UTF-8 for replacement characters", () => {
    const every = scanner({ highlight: ["^a.b$"] });
    assert.deepEqual(linesOf(every.push("stdout", Uint8Array.of(0x61, 0xff, 0x62, 0x0a))), ["a\ufffdb"]);
  });

  test("push() looks at the first 64 KiB of a line when it is longer", () => {
    const ends = scanner({ highlight: ["inside$"], error: ["outside"] });
    const long = `${"x".repeat(LIMIT - 6)}inside outside`;
    for (const size of [LIMIT * 2, 1000]) {
      const findings: Finding[] = [];
      const bytes = Buffer.from(`${long}\ninside\n`);
      for (let at = 0; at < bytes.length; at += size) {
        findings.push(...ends.push("stdout", bytes.subarray(at, at + size)));
      }
      assert.deepEqual(linesOf(findings), [`${"x".repeat(4095)}…`, "inside"]);
    }
  });

  test("push() tells at most 4096 characters of a line and cuts none in two", () => {
    const every = scanner({ error: ["."] });
    const told = (line: string) => linesOf(every.push("stdout", Buffer.from(`${line}\n`)))[0];
    assert.equal(told("é".repeat(4096)), "é".repeat(4096));
    assert.equal(told("é".repeat(4097)), `${"é".repeat(4095)}…`);
    assert.equal(told("😀".repeat(3000)), `${"😀".repeat(2047)}…`);
  });

  test("push() tells a path as a whole when it is long", () => {
    const path = `/${"d/".repeat(4000)}a.png`;
    const [finding] = scanner({ output: ["'(.+)'"] }).push("stdout", Buffer.from(`'${path}'\n`));
    assert.deepEqual(finding, { kind: "output", path });
  });

  test("push() stays fast when 200 MB come without a line feed", () => {
    const every = scanner({ error: ["y$"], progress: ["(\\d+)%"] });
    const piece = Buffer.alloc(64 * 1024, "x");
    const tookMs = cpuTimeOf(() => {
      for (let bytes = 0; bytes < 200e6; bytes += piece.length)
        assert.deepEqual(every.push("stdout", piece), []);
    });
    assert.ok(tookMs < 20_000, `${tookMs} ms of processor time`);
    assert.deepEqual(every.flush(), []);
  });

  test("push() finds nothing when there are no rules", () => {
    const none = scanner({ allow: ["x"] });
    assert.deepEqual([...none.push("stdout", Buffer.from("x\n")), ...none.flush()], []);
  });

  test("flush() ends the lines of both streams once", () => {
    const every = scanner({ highlight: [""] });
    every.push("stderr", Buffer.from("two"));
    every.push("stdout", Buffer.from("one"));
    assert.deepEqual(linesOf(every.flush()), ["one", "two"]);
    assert.deepEqual(every.flush(), []);
  });

  test("push() finds the same whatever the pieces", () => {
    const word = fc.constantFrom(
      "\n",
      "\r",
      "\r\n",
      "é",
      "😀",
      "12%",
      "3/4",
      "Saved: 'a b.png'",
      "error",
      "0 errors",
      "x".repeat(500),
    );
    const bytes = fc
      .array(
        fc.oneof(
          { weight: 5, arbitrary: word.map((text) => Buffer.from(text)) },
          fc.uint8Array({ maxLength: 4 }),
        ),
      )
      .map((parts) => Buffer.concat(parts));
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 12 })), (all, sizes) => {
        assert.deepEqual(scan(cut(all, sizes)), scan([all]));
      }),
    );
  });

  test("push() finds the same whatever the pieces when lines are about as long as the limit", () => {
    const long = fc
      .integer({ min: LIMIT - 4, max: LIMIT + 4 })
      .map((length) => `${"x".repeat(length)}error\r\n`);
    const sizes = fc.array(fc.integer({ min: LIMIT - 8, max: LIMIT + 8 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(long, { maxLength: 3 }), sizes, (lines, lengths) => {
        const all = Buffer.from(lines.join(""));
        assert.deepEqual(scan(cut(all, lengths)), scan([all]));
      }),
      { numRuns: 30 },
    );
  });
});

function scan(pieces: readonly Uint8Array[]): readonly Finding[] {
  const every = scanner({
    highlight: [""],
    error: ["error"],
    output: ["'(.+)'"],
    progress: ["(\\d+)%", "(\\d)/(\\d)"],
    allow: ["0 errors"],
  });
  return [...pieces.flatMap((piece) => every.push("stdout", piece)), ...every.flush()];
}

/** Pieces of the given sizes, and the rest as one. */
function cut(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  let start = 0;
  const pieces = sizes.map((size) => bytes.subarray(start, (start += size)));
  return [...pieces, bytes.subarray(start)];
}
