import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { isGone } from "../../test/is-gone.ts";
import { until } from "../../test/run-job.ts";
import { type EventHandler, Task } from "./mod.ts";

const MODULE = JSON.stringify(new URL("mod.ts", import.meta.url).href);

test("abort() keeps what was gathered, and the task goes on", async () => {
  await using task = new Task();
  let heard = 0;
  const handler: EventHandler = {
    evRead() {
      if (++heard === 4) task.abort();
    },
  };
  task.shell("echo a; sleep 60", { nodes: "n[1-3]", worker: "exec", handler });
  const worker = task.shell("echo b; sleep 60", { key: "K", handler });
  await task.resume();
  assert.equal(worker.isClosed, true);
  assert.equal(Buffer.from(task.nodeBuffer("n2")).toString(), "a\n");
  assert.equal(task.maxRetcode(), null);
  await task.run("echo z", { key: "K" });
  assert.equal(Buffer.from(task.keyBuffer("K")).toString(), "z\n");
});

test("a signal ends a run, which is rejected with its reason", async () => {
  await using task = new Task();
  await assert.rejects(task.run("sleep 60", { signal: AbortSignal.timeout(100) }), { name: "TimeoutError" });
  await assert.rejects(task.run("sleep 60", { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal(task.running, false);
});

test("an autoclose worker ends with the others", async () => {
  await using task = new Task();
  const follower = task.shell("sleep 60", { key: "follower", autoclose: true });
  await task.run("sleep 0.1");
  assert.equal(follower.isClosed, true);
});

test("await using leaves no process", async () => {
  const pids: number[] = [];
  let run: Promise<unknown> = Promise.resolve();
  {
    await using task = new Task();
    const worker = task.shell("sleep 60 & echo $$ $!; wait", { nodes: "n[1-5]", worker: "exec" });
    run = task.resume();
    for await (const event of worker) {
      if (event.kind === "read") pids.push(...Buffer.from(event.line).toString().split(" ").map(Number));
      if (pids.length === 10) break;
    }
  }
  await run;
  // What has been sent a signal may take a moment.
  await until("all of them are gone", () => pids.every(isGone));
});

test("a program with an idle task ends by itself, and one that was killed leaves no process", async () => {
  const idle = start(`const task = new Task(); await task.run("echo done", { key: "K" });
    console.log(String(task.keyRetcode("K")));`);
  const ended = once(idle, "close");
  const [line] = await once(idle.stdout, "data");
  const [status] = await ended;
  assert.deepEqual([String(line), status], ["0\n", 0]);

  const busy = start(`const task = new Task();
    const worker = task.shell("sleep 60 & echo $$ $!; wait", { key: "K" });
    const run = task.resume();
    for await (const event of worker) if (event.kind === "read") console.log(Buffer.from(event.line).toString());`);
  const [pids] = await once(busy.stdout, "data");
  busy.kill("SIGKILL");
  const left = String(pids).split(" ").map(Number);
  await until("both are gone", () => left.every(isGone));
});

test("the death of what starts the commands rejects the run, and the next has another", async () => {
  await using task = new Task();
  const worker = task.shell("echo $PPID; sleep 60", { key: "K" });
  const run = task.resume();
  for await (const event of worker)
    if (event.kind === "read") process.kill(Number(Buffer.from(event.line).toString()), "SIGKILL");
  await assert.rejects(run, { code: "agent-gone" });
  await task.run("echo z", { key: "K" });
  assert.equal(task.keyRetcode("K"), 0);
});

function start(
  script: string,
): ReturnType<typeof spawn> & { readonly stdout: NonNullable<ReturnType<typeof spawn>["stdout"]> } {
  const source = `import { Task } from ${MODULE}; ${script}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
