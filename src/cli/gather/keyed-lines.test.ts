import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { runOurs } from "../../../test/gather/run-ours.ts";

function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test("runGather() shows the same, in whatever pieces its input comes", async () => {
  const line = fc
    .tuple(
      fc.constantFrom("n1", "n[1-3]", "é", " n2 ", "n[", ""),
      fc.constantFrom(":", "::", ""),
      fc.constantFrom("", "a", "é", "\r"),
    )
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 6 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.constantFrom(["-b"], ["-L"], ["-v"], ["-T"], ["-S", "::"]),
      async (lines, places, argv) => {
        const bytes = Buffer.from(lines.join("\n"));
        const [whole, pieces] = [
          await runOurs(argv, [bytes], {}),
          await runOurs(argv, cut(bytes, places), {}),
        ];
        assert.deepEqual([pieces.exit, pieces.stderr], [whole.exit, whole.stderr]);
        if (whole.exit === 0) assert.deepEqual(pieces.stdout.toString(), whole.stdout.toString());
      },
    ),
    { numRuns: 200 },
  );
});

test("runGather() passes a line of many megabytes on in pieces, to the byte", async () => {
  const piece = Buffer.alloc(700_000, "x");
  const long = [Buffer.from("n1:"), piece, piece, piece, Buffer.from("\nn2:y\n")];
  const { exit, stdout } = await runOurs(["-NL"], long, {});
  assert.equal(exit, 0);
  assert.ok(stdout.equals(Buffer.concat([piece, piece, piece, Buffer.from("\ny\n")])));
  const { stdout: unended } = await runOurs(["-N"], long.slice(0, 4), {});
  assert.ok(unended.equals(Buffer.concat([piece, piece, piece, Buffer.from("\n")])));
  const { exit: refused, stderr } = await runOurs(["-S", ";"], long.slice(0, 4), {});
  assert.equal(refused, 1);
  assert.match(stderr, /^Cannot read line 1 "n1:x{77}…": there is no ";" in it\n$/);
});
