import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { isGone } from "../../test/is-gone.ts";
import { Task, TimeoutError } from "./mod.ts";

test("timeout gives up a command, keeps what it wrote, and gives it no return code", async () => {
  await using task = new Task();
  const worker = await task.run("echo partial; [ %h = n2 ] || sleep 60", {
    nodes: "n[1-3]",
    worker: "exec",
    timeout: 0.5,
  });
  assert.deepEqual([task.keysTimeout(), task.numTimeout()], [["n1", "n3"], 2]);
  assert.deepEqual([worker.didTimeout, worker.numTimeout(), task.maxRetcode()], [true, 2, 0]);
  assert.equal(Buffer.from(task.nodeBuffer("n1")).toString(), "partial\n");
  assert.throws(() => task.nodeRetcode("n1"), RangeError);
});

test("commandTimeout holds for all that have none of their own, and is no limit at 0", async () => {
  await using task = new Task();
  task.setInfo("commandTimeout", 0.3);
  task.shell("sleep 60", { key: "short" });
  task.shell("sleep 0.6", { key: "long", timeout: "5s" });
  task.shell("sleep 0.4", { key: "free", timeout: 0 });
  task.shell("true", { key: "huge", timeout: "90d" });
  await task.resume();
  assert.deepEqual(task.keysTimeout(), ["short"]);
  assert.deepEqual(task.retcodes(), [[0, ["long", "free", "huge"].toSorted(byEnd)]]);
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
  await assert.rejects(task.resume({ timeout: 0.3 }), TimeoutError);
  assert.deepEqual(task.keysTimeout(), ["n1", "n2"]);
  assert.equal(Buffer.from(task.nodeBuffer("n1")).toString(), "a\n");
  await task.run("true", { key: "K" });
  assert.equal(task.numTimeout(), 0);
});

test("a command that ignores SIGTERM is killed a second after its time", async () => {
  await using task = new Task();
  const started = performance.now();
  await task.run("trap '' TERM; sleep 60 & echo $!; wait; sleep 60", { key: "K", timeout: 0.3 });
  assert.ok(performance.now() - started < 8000);
  const pid = Number(Buffer.from(task.keyBuffer("K")).toString());
  // Its group was killed with it, and may take a moment.
  while (!isGone(pid)) await sleep(5);
});

/** The order in which they ended. */
function byEnd(one: string, other: string): number {
  const order = ["huge", "free", "long"];
  return order.indexOf(one) - order.indexOf(other);
}
