import assert from "node:assert/strict";
import { test } from "node:test";
import { isGone } from "../../test/is-gone.ts";
import { noteEvents } from "../../test/note-events.ts";
import { until } from "../../test/run-job.ts";
import { type EventHandler, Task, type Worker } from "./mod.ts";

test("events come in their order: start, pickup, read, hup, close", async () => {
  const notes: string[] = [];
  await using task = new Task();
  await task.run("echo a; printf b; exit 2", { nodes: "n1", worker: "exec", handler: noteEvents(notes) });
  assert.deepEqual(notes, [
    "start",
    "pickup n1",
    "read n1 stdout a",
    "read n1 stdout b",
    "hup n1 2",
    "close false",
  ]);
});

test("what was written before the start is told after pickup", async () => {
  const notes: string[] = [];
  await using task = new Task();
  const worker = task.shell("cat", { nodes: "n1", worker: "exec", handler: noteEvents(notes) });
  worker.write("in\n");
  worker.setWriteEof();
  await task.resume();
  assert.deepEqual(notes.slice(0, 3), ["start", "pickup n1", "written n1 3"]);
});

test("events of every key are in order, and start and close come once", async () => {
  const notes: string[] = [];
  await using task = new Task();
  await task.run("echo a; echo b >&2; exit %n", {
    nodes: "n[0-99]",
    worker: "exec",
    stderr: true,
    handler: noteEvents(notes),
  });
  assert.deepEqual([notes[0], notes.at(-1), notes.length], ["start", "close false", 402]);
  for (let node = 0; node < 100; node++) {
    const own = notes.filter((note) => note.split(" ")[1] === `n${node}`);
    assert.deepEqual([own[0], own.at(-1)], [`pickup n${node}`, `hup n${node} ${node}`]);
    assert.deepEqual(own.slice(1, 3).toSorted(), [`read n${node} stderr b`, `read n${node} stdout a`]);
  }
});

test("a timeout and an abort have no hup", async () => {
  for (const why of ["timeout", "abort"] as const) {
    const notes: string[] = [];
    await using task = new Task();
    const also: EventHandler = why === "abort" ? { evRead: (worker) => worker.abort() } : {};
    await task.run("echo a; sleep 60", {
      nodes: "n1",
      worker: "exec",
      // Long enough for it to have said something.
      ...(why === "timeout" && { timeout: 3 }),
      handler: noteEvents(notes, also),
    });
    const end = why === "timeout" ? ["timeout n1", "close true"] : ["close false"];
    assert.deepEqual(notes, ["start", "pickup n1", "read n1 stdout a", ...end]);
  }
});

for (const event of ["evStart", "evPickup", "evRead", "evWritten", "evHup", "evClose"] as const) {
  test(`abort() from ${event} ends the run, of a task and of a worker`, async () => {
    for (const whose of ["task", "worker"] as const) {
      const notes: string[] = [];
      await using task = new Task();
      task.setInfo("fanout", 2);
      const abort = (worker: Worker): void => (whose === "task" ? task.abort() : worker.abort());
      const worker = task.shell("echo a; cat; sleep 0.05", {
        nodes: "n[1-4]",
        worker: "exec",
        handler: noteEvents(notes, { [event]: abort }),
      });
      worker.write("x\n");
      worker.setWriteEof();
      await task.resume();
      assert.equal(worker.isClosed, true);
      assert.equal(notes.filter((note) => note.startsWith("close")).length, 1);
      assert.equal(notes.at(-1), "close false");
      await task.run("echo z", { key: "K" });
      assert.equal(Buffer.from(task.keyBuffer("K")).toString(), "z\n");
    }
  });

  test(`an error from ${event} rejects the run, which leaves no process`, async () => {
    await using task = new Task();
    const pids: number[] = [];
    const boom = (): never => {
      throw new Error(`boom from ${event}`);
    };
    const worker = task.shell("echo $$; cat > /dev/null", {
      nodes: "n[1-3]",
      worker: "exec",
      handler: noteEvents([], {
        evOutput: (_worker, _key, _stream, bytes) => void pids.push(Number(Buffer.from(bytes))),
        [event]: boom,
      }),
    });
    worker.write("x\n");
    worker.setWriteEof();
    await assert.rejects(task.resume(), { message: `boom from ${event}` });
    assert.equal(worker.isClosed, true);
    await until("all of them are gone", () => pids.every(isGone));
    await task.run("echo z", { key: "K" });
    assert.equal(task.keyRetcode("K"), 0);
  });
}

test("abort() from evRead silences the lines that came with the one that it heard", async () => {
  const notes: string[] = [];
  await using task = new Task();
  const handler = noteEvents(notes, { evRead: (worker) => worker.abort() });
  await task.run("printf 'a\\nb\\nc'; sleep 60", { key: "K", handler });
  assert.deepEqual(notes, ["start", "pickup K", "read K stdout a", "close false"]);
});

test("shell() from a handler joins the run that is under way", async () => {
  await using task = new Task();
  let left = 5;
  const handler: EventHandler = {
    evClose() {
      if (left-- > 0) task.shell(`echo ${left}`, { key: `k${left}`, handler });
    },
  };
  await task.run("echo first", { key: "first", handler });
  assert.equal([...task.buffers()].length, 6);
  assert.equal(task.keyRetcode("k0"), 0);
});

test("resume() and run() from a handler are refused", async () => {
  await using task = new Task();
  const refused: unknown[] = [];
  await task.run("true", {
    handler: {
      evStart() {
        task.resume().catch((error: Error) => refused.push(error.name));
        task.run("true").catch((error: Error) => refused.push(error.name));
      },
    },
  });
  assert.deepEqual(refused, ["AlreadyRunningError", "AlreadyRunningError"]);
});

test("for await hears the events of a worker, in the order of the handler's", async () => {
  await using task = new Task();
  const worker = task.shell("echo a; exit 3", { nodes: "n1", worker: "exec" });
  const run = task.resume();
  const kinds: string[] = [];
  for await (const event of worker) kinds.push(event.kind);
  assert.deepEqual(kinds, ["start", "pickup", "read", "hup", "close"]);
  await run;
  for await (const event of worker) assert.fail(event.kind);
});

test("a for await that is left early holds nothing up; that of a worker that never runs ends", async () => {
  await using task = new Task();
  const worker = task.shell("seq 1000; sleep 0.1; seq 1000", { key: "K" });
  const run = task.resume();
  for await (const event of worker) if (event.kind === "read") break;
  await run;
  assert.equal(task.keyBuffer("K").length, 2 * 3893);
  const never = task.shell("true");
  const all = (async () => {
    for await (const event of never) assert.equal(event.kind, "close");
  })();
  task.abort();
  await Promise.all([all, never.closed]);
});

test("a program that is not there has a return code of 127 as in a shell, and no pickup", async () => {
  const notes: string[] = [];
  await using task = new Task();
  await task.run("x", { nodes: "n1", worker: "/no/such/program -c", handler: noteEvents(notes) });
  assert.deepEqual(notes, ["start", "hup n1 127", "close false"]);
});
