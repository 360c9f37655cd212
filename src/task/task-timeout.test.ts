import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { isGone } from "../../test/is-gone.ts";
import { until } from "../../test/run-job.ts";
import { Task, TimeoutError } from "./mod.ts";

/** In seconds: so long that what is quick has been done by then, also where the machine is slow. */
const ENOUGH = 3;

test("timeout gives up a command, keeps what it wrote, and gives it no return code", async () => {
  await using task = new Task();
  const worker = await task.run("echo partial; [ %h = n2 ] || sleep 60", {
    nodes: "n[1-3]",
    worker: "exec",
    timeout: ENOUGH,
  });
  assert.deepEqual([task.keysTimeout(), task.numTimeout()], [["n1", "n3"], 2]);
  assert.deepEqual([worker.didTimeout, worker.numTimeout(), task.maxRetcode()], [true, 2, 0]);
  assert.equal(Buffer.from(task.nodeBuffer("n1")).toString(), "partial\n");
  assert.throws(() => task.nodeRetcode("n1"), RangeError);
});

test("commandTimeout holds for all that have none of their own, and is no limit at 0", async () => {
  await using task = new Task();
  using gate = new Gate();
  task.setInfo("commandTimeout", 0.3);
  // The others end when its time is over, and not before.
  task.shell("sleep 60", { key: "short", handler: { evTimeout: () => gate.open() } });
  for (const [key, timeout] of [
    ["long", "60s"],
    ["free", 0],
    ["huge", "90d"],
  ] as const)
    task.shell(gate.wait, { key, timeout });
  await task.resume();
  assert.deepEqual(task.keysTimeout(), ["short"]);
  assert.deepEqual(
    task.retcodes().map(([code, keys]) => [code, keys.toSorted()]),
    [[0, ["free", "huge", "long"]]],
  );
  assert.equal(task.maxRetcode(), 0);
});

test("maxRetcode() is null where all were timed out", async () => {
  await using task = new Task();
  await task.run("sleep 60", { nodes: "n[1-2]", worker: "exec", timeout: 0.1 });
  assert.equal(task.maxRetcode(), null);
});

test("resume() with a timeout rejects, and tells what was timed out", async () => {
  await using task = new Task();
  task.setInfo("fanout", 1);
  task.shell("echo a; sleep 60", { nodes: "n[1-2]", worker: "exec" });
  await assert.rejects(task.resume({ timeout: ENOUGH }), TimeoutError);
  assert.deepEqual(task.keysTimeout(), ["n1", "n2"]);
  assert.equal(Buffer.from(task.nodeBuffer("n1")).toString(), "a\n");
  await task.run("true", { key: "K" });
  assert.equal(task.numTimeout(), 0);
});

test("a command that ignores SIGTERM is killed a second after its time", async () => {
  await using task = new Task();
  // Without being killed it would never end.
  const command = "trap '' TERM; sleep 600 & echo $!; wait; sleep 600";
  await task.run(command, { key: "K", timeout: ENOUGH });
  const pid = Number(Buffer.from(task.keyBuffer("K")).toString());
  assert.ok(pid > 1);
  // Its group was killed with it, and may take a moment.
  await until("it is gone", () => isGone(pid));
});
