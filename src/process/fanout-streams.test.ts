import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { runInFanout } from "../../test/run-in-fanout.ts";
import type { Fanout, FanoutChild, FanoutEnd } from "./fanout.ts";
import { isAlive } from "./identity.ts";
import { startFanout } from "./start-fanout.ts";

const SUCCESS: FanoutEnd = { kind: "exit", status: 0 };

let fanout: Fanout;
before(() => {
  fanout = startFanout();
});
after(() => fanout.close());

test("onOutput() hears 200 MB exactly and in order", async () => {
  const script =
    'binmode STDOUT; my $rest = pack("C*", 0 .. 255) x 256; print pack("N", $_), $rest for 1 .. 3051; print "end"';
  const [rest, number] = [
    Buffer.from(Array.from({ length: 65_536 }, (_, byte) => byte & 255)),
    Buffer.alloc(4),
  ];
  const expected = createHash("sha256");
  for (let index = 1; index <= 3051; index++) {
    number.writeUInt32BE(index);
    expected.update(number).update(rest);
  }
  const heard = createHash("sha256");
  const end = await new Promise((resolve) => {
    fanout.start(
      { argv: ["perl", "-e", script], stdin: "none", stderr: "separate" },
      {
        onStart: () => undefined,
        onOutput: (_stream, bytes) => void heard.update(bytes),
        onWritten: () => undefined,
        onEnd: resolve,
      },
    );
  });
  assert.deepEqual(end, SUCCESS);
  assert.equal(heard.digest("hex"), expected.update("end").digest("hex"));
});

test("onOutput() hears NUL bytes, and what has no newline at its end", async () => {
  const run = runInFanout(fanout, ["printf", "a\\0b\\n\\377c"]);
  assert.equal((await run.told).stdout, "a\0b\n\xffc");
});

test("onOutput() hears the streams apart, or merged in the order in which they were written", async () => {
  const argv = [
    "sh",
    "-c",
    "echo a; echo b >&2; echo c; echo d > /dev/stderr; echo e > /dev/stdout",
  ] as const;
  const apart = await runInFanout(fanout, argv).told;
  assert.deepEqual([apart.stdout, apart.stderr], ["a\nc\ne\n", "b\nd\n"]);
  const merged = await runInFanout(fanout, argv, { stderr: "merged" }).told;
  assert.deepEqual([merged.stdout, merged.stderr], ["a\nb\nc\nd\ne\n", ""]);
});

test("onEnd() comes when the child has ended, with all it wrote, whoever holds its pipes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-fanout-"));
  const script = `(until test -e ${folder}/gate; do sleep 0.02; done; echo late; echo late >&2; echo late && touch ${folder}/alive) & head -c 60000 /dev/zero; echo done`;
  const run = runInFanout(fanout, ["sh", "-c", script]);
  const { stdout, end } = await run.told;
  assert.deepEqual([stdout.length, stdout.slice(-5), end], [60_005, "done\n", SUCCESS]);
  assert.equal(existsSync(join(folder, "alive")), false);
  writeFileSync(join(folder, "gate"), "");
  // It was neither heard nor killed by its write.
  while (!existsSync(join(folder, "alive"))) await sleep(10);
  assert.equal((await run.told).calls.at(-1), "end");
  rmSync(folder, { recursive: true });
});

test("stdin `none` is at its end at once, and can't be written to", async () => {
  const run = runInFanout(fanout, ["cat"]);
  run.child.end();
  assert.throws(() => run.child.write(Buffer.from("x")), TypeError);
  assert.deepEqual((await run.told).end, SUCCESS);
});

test("write() passes 50 MB through cat while 63 other children run", async () => {
  const others = Array.from({ length: 63 }, () =>
    runInFanout(fanout, ["sh", "-c", "cat; seq 10000"], { stdin: "pipe" }),
  );
  const input = Buffer.alloc(50_000_000);
  for (let at = 0; at < input.length; at += 4) input.writeUInt32LE(at, at);
  const run = runInFanout(fanout, ["cat"], { stdin: "pipe" });
  run.child.write(input.subarray(0, 1));
  for (let at = 1; at < input.length; at += 777_777) run.child.write(input.subarray(at, at + 777_777));
  assert.equal(run.child.pendingBytes, input.length);
  run.child.end();
  assert.throws(() => run.child.write(input), TypeError);
  const { stdout, writtenBytes, end } = await run.told;
  assert.deepEqual([writtenBytes, run.child.pendingBytes, end], [input.length, 0, SUCCESS]);
  assert.ok(Buffer.from(stdout, "latin1").equals(input));
  for (const other of others) {
    other.child.write(Buffer.from("end\n"));
    other.child.end();
    assert.equal((await other.told).stdout.length, "end\n".length + 48_894);
  }
});

test("write() to a child that never reads keeps no other waiting, and holds what it has not taken", async () => {
  const deaf = runInFanout(fanout, ["sleep", "300"], { stdin: "pipe" });
  const bytes = 10_000_000;
  deaf.child.write(Buffer.alloc(bytes));
  for (let index = 0; index < 20; index++) {
    const run = runInFanout(fanout, ["cat"], { stdin: "pipe" });
    run.child.write(Buffer.from("x"));
    run.child.end();
    assert.equal((await run.told).stdout, "x");
  }
  // Its pipe has taken what a pipe holds, which the system may make less.
  const pendingBytes = deaf.child.pendingBytes;
  assert.ok(pendingBytes >= bytes - 65_536 && pendingBytes < bytes, `${pendingBytes}`);
  await deaf.child.stop({ ask: "SIGTERM", graceMs: 5000 });
  const { writtenBytes, end } = await deaf.told;
  assert.deepEqual([writtenBytes, end], [bytes - pendingBytes, { kind: "signal", signal: "SIGTERM" }]);
  assert.equal(deaf.child.pendingBytes, 0);
  deaf.child.write(Buffer.from("nobody reads this"));
  assert.equal(deaf.child.pendingBytes, 0);
});

test("write() to a child that has closed its input is forgotten", async () => {
  const run = runInFanout(fanout, ["sh", "-c", "exec <&-; echo closed; sleep 300"], { stdin: "pipe" });
  await run.printed("closed");
  run.child.write(Buffer.alloc(1_000_000));
  while (run.child.pendingBytes > 0) await sleep(5);
  run.child.end();
  await run.child.stop({ ask: "SIGTERM", graceMs: 5000 });
  assert.equal((await run.told).writtenBytes, 0);
});

test("holdOutput() has children wait with what they write, and they are ended all the same", async () => {
  await using own = startFanout();
  const flood = runInFanout(own, ["yes"]);
  await flood.started;
  own.holdOutput(true);
  await sleep(200);
  // Nobody has heard yet that it has started.
  const late = runInFanout(own, ["sh", "-c", "echo late; exec sleep 60"]);
  const stopped = [flood, late].map(({ child }) => child.stop({ ask: "SIGTERM", graceMs: 1000 }));
  const isEnded = ({ identity }: FanoutChild): boolean => identity !== null && !isAlive(identity);
  const deadline = performance.now() + 60_000;
  while (![flood, late].every(({ child }) => isEnded(child)) && performance.now() < deadline) await sleep(10);
  assert.ok([flood, late].every(({ child }) => isEnded(child)));
  own.holdOutput(false);
  await Promise.all(stopped);
  assert.deepEqual((await flood.told).end, { kind: "signal", signal: "SIGTERM" });
  assert.deepEqual((await late.told).end, { kind: "signal", signal: "SIGTERM" });
});
