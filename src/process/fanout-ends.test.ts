import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { runInFanout } from "../../test/run-in-fanout.ts";
import { type Identity, identify, isAlive, readStat } from "./identity.ts";
import { launch } from "./launch.ts";
import { lookNow } from "./look.ts";
import { startFanout } from "./start-fanout.ts";

const IGNORES_TERM = "trap '' TERM; sleep 300 & echo ready; wait; sleep 300";

test("stop() ends a child by the ladder, with its group and what has left it", async () => {
  await using fanout = startFanout();
  const willing = runInFanout(fanout, ["sleep", "300"]);
  // It has not started yet.
  assert.deepEqual(await willing.child.stop({ ask: "SIGINT", graceMs: 5000 }), { rung: "asked", left: [] });
  assert.deepEqual((await willing.told).end, { kind: "signal", signal: "SIGINT" });
  assert.deepEqual(await willing.child.stop({ ask: "SIGINT", graceMs: 0 }), { rung: "asked", left: [] });

  for (const [escape, rung] of [
    ["", "killed"],
    ["setsid sh -c 'echo away; exec sleep 300' & ", "swept"],
  ] as const) {
    const stubborn = runInFanout(fanout, ["sh", "-c", `${escape}${IGNORES_TERM}`]);
    await stubborn.printed("ready");
    if (escape !== "") await stubborn.printed("away");
    const all = withThoseBelow(stubborn.child.identity ?? assert.fail());
    assert.equal(all.length, escape === "" ? 2 : 3);
    assert.deepEqual(await stubborn.child.stop({ ask: "SIGTERM", graceMs: 100 }), { rung, left: [] });
    assert.deepEqual((await stubborn.told).end, { kind: "signal", signal: "SIGKILL" });
    assert.deepEqual(all.filter(isAlive), []);
  }
});

test("stop() of a child that could not be started has nothing to do", async () => {
  await using fanout = startFanout();
  const run = runInFanout(fanout, ["/no/such/program"]);
  assert.deepEqual(await run.child.stop({ ask: "SIGTERM", graceMs: 0 }), { rung: "asked", left: [] });
  assert.equal((await run.told).end.kind, "launch");
});

test("close() ends the children that still run, and takes no more", async () => {
  const fanout = startFanout();
  const runs = Array.from({ length: 20 }, () => runInFanout(fanout, ["sleep", "300"]));
  const program = identify(readStat((await runs[0]?.started) ?? 0)?.parent ?? 0) ?? assert.fail();
  await fanout.close();
  for (const { told } of runs) assert.deepEqual((await told).end, { kind: "signal", signal: "SIGTERM" });
  assert.equal(isAlive(program), false);
  assert.throws(() => runInFanout(fanout, ["true"]), TypeError);
  await fanout.close();
});

test("the death of the program behind it is the end of all children, and told as that", async () => {
  await using fanout = startFanout();
  const finished = runInFanout(fanout, ["echo", "before"]);
  const stubborn = runInFanout(fanout, ["sh", "-c", IGNORES_TERM], { stdin: "pipe" });
  await stubborn.printed("ready");
  const below = withThoseBelow(stubborn.child.identity ?? assert.fail());
  const program = readStat(stubborn.child.pid ?? 0)?.parent ?? assert.fail();
  assert.deepEqual((await finished.told).end, { kind: "exit", status: 0 });
  process.kill(program, "SIGKILL");
  const onItsWay = runInFanout(fanout, ["sleep", "300"]);
  assert.deepEqual((await stubborn.told).end, { kind: "lost" });
  assert.deepEqual(below.filter(isAlive), []);
  assert.deepEqual((await onItsWay.told).end, { kind: "lost" });
  assert.deepEqual((await runInFanout(fanout, ["true"]).told).end, { kind: "lost" });
});

test("nothing is left when we are killed", { timeout: 120_000 }, async () => {
  const source = new URL("start-fanout.ts", import.meta.url).href;
  const script = `import { startFanout } from ${JSON.stringify(source)};
    const fanout = startFanout();
    const start = (argv) => new Promise((resolve) => {
      const listener = { onStart() {}, onOutput: () => resolve(child.pid), onWritten() {}, onEnd() {} };
      const child = fanout.start({ argv: ["sh", "-c", ...argv], stdin: "pipe", stderr: "merged" }, listener);
    });
    console.log(JSON.stringify(await Promise.all([
      start(["echo ready; exec sleep 300"]),
      start(["echo ready; exec yes"]),
      start([${JSON.stringify(IGNORES_TERM)}]),
    ])));`;
  const holder = launch({
    argv: [process.execPath, "--input-type=module", "--eval", script],
    stdio: { stdout: "pipe", stderr: "inherit" },
  });
  const pids = JSON.parse(await firstLine(holder.stdout ?? assert.fail())) as readonly number[];
  const children = pids.map((pid) => identify(pid) ?? assert.fail(`${pid} is gone`));
  const program = identify(readStat(pids[0] ?? 0)?.parent ?? 0) ?? assert.fail();
  const all = withThoseBelow(program);
  assert.equal(all.length, children.length + 2);
  process.kill(holder.pid ?? assert.fail(), "SIGKILL");
  await holder.exited;
  const deadline = performance.now() + 60_000;
  while (all.some(isAlive) && performance.now() < deadline) await sleep(50);
  assert.deepEqual(all.filter(isAlive), []);
});

function withThoseBelow(root: Identity): readonly Identity[] {
  return [root, ...lookNow().below(root)];
}

async function firstLine(stream: AsyncIterable<unknown>): Promise<string> {
  let line = "";
  for await (const chunk of stream) {
    line += String(chunk);
    if (line.includes("\n")) break;
  }
  return line;
}
