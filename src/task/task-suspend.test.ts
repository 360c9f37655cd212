import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { until } from "../../test/run-job.ts";
import { AlreadyRunningError, Task, TimeoutError, taskSelf } from "./mod.ts";

test("suspend() starts nothing more until resume(), and what runs goes on", async () => {
  await using task = new Task();
  assert.equal(await task.suspend(), false);
  task.setInfo("fanout", 1);
  using gate = new Gate();
  const [picked, ended]: [string[], string[]] = [[], []];
  const worker = task.shell(gate.wait, {
    nodes: "n[1-3]",
    worker: "exec",
    handler: {
      evPickup: (_worker, key) => void picked.push(key),
      evHup: (_worker, key) => void ended.push(key),
    },
  });
  const run = task.resume();
  await until("the first runs", () => picked.length > 0);
  assert.equal(await task.suspend(), true);
  gate.open();
  await until("it has ended", () => ended.length > 0);
  await sleep(200);
  assert.deepEqual([picked, task.running, worker.isClosed], [["n1"], true, false]);
  assert.equal(task.nodeRetcode("n1"), 0);
  await Promise.all([task.resume(), run]);
  assert.deepEqual(picked, ["n1", "n2", "n3"]);
});

test("abort() and a timeout end a run that is suspended", async () => {
  await using task = new Task();
  for (const end of ["abort", "timeout"] as const) {
    task.shell("sleep 60", { nodes: "n[1-3]", worker: "exec" });
    const run = task.resume(end === "timeout" ? { timeout: 0.2 } : {});
    await task.suspend();
    if (end === "abort") task.abort();
    await (end === "abort" ? run : assert.rejects(run, TimeoutError));
    assert.equal(task.running, false);
  }
});

test("resume() of a task that runs is refused; join() and Task.wait() wait for it", async () => {
  await using one = new Task();
  await using other = new Task();
  await one.join();
  const over: string[] = [];
  const runs = [one, other].map((task, index) => task.run("sleep 0.2").then(() => over.push(`run ${index}`)));
  await assert.rejects(one.resume(), AlreadyRunningError);
  await one.join();
  await Task.wait();
  over.push("wait");
  await Promise.all(runs);
  assert.equal(one.running || other.running, false);
});

test("tasks run at the same time", async () => {
  using gate = new Gate();
  const tasks = Array.from({ length: 5 }, () => new Task());
  // Each waits for all: one after the other they would wait in vain.
  await Promise.all(tasks.map((task) => task.run(gate.meet(5), { key: "K", timeout: 30 })));
  assert.deepEqual(
    tasks.map((task) => task.maxRetcode()),
    [0, 0, 0, 0, 0],
  );
  for (const task of tasks) await task[Symbol.asyncDispose]();
});

test("taskSelf() is one task in each context, and another after abort with kill", async () => {
  const outer = taskSelf();
  assert.equal(taskSelf(), outer);
  await Task.within(async () => {
    const inner = taskSelf();
    assert.notEqual(inner, outer);
    await sleep(1);
    assert.equal(taskSelf(), inner);
    inner.abort({ kill: true });
    assert.notEqual(taskSelf(), inner);
  });
  outer.abort();
  assert.equal(taskSelf(), outer);
  outer.abort({ kill: true });
  assert.notEqual(taskSelf(), outer);
});

test("Task.of() gives an object its own task, the same each time", () => {
  const [request, other] = [{}, {}];
  assert.equal(Task.of(request), Task.of(request));
  assert.notEqual(Task.of(request), Task.of(other));
  assert.notEqual(Task.of(request), taskSelf());
});
