import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { NodeSet } from "../nodeset/mod.ts";
import { LocalWorker, Task } from "./mod.ts";

test("shell() without nodes runs here once, under its own name or a key", async () => {
  await using task = new Task();
  task.shell("echo hi");
  task.shell("echo there", { key: "K" });
  await task.resume();
  assert.equal(text(task.keyBuffer("echo hi")), "hi\n");
  assert.equal(text(task.keyBuffer("K")), "there\n");
  assert.deepEqual([task.keyRetcode("K"), task.maxRetcode()], [0, 0]);
});

test("shell() with nodes runs once for each, whatever stands for them", async () => {
  for (const nodes of ["n[1-3]", NodeSet.parse("n[1-3]"), ["n1", "n2", "n3", "n2"]]) {
    await using task = new Task();
    const worker = await task.run("echo %h; exit %n", { nodes, worker: "exec" });
    assert.deepEqual(worker.keys, ["n1", "n2", "n3"]);
    assert.deepEqual(task.retcodes(), [
      [0, ["n1"]],
      [1, ["n2"]],
      [2, ["n3"]],
    ]);
    assert.deepEqual([task.maxRetcode(), text(task.nodeBuffer("n3"))], [2, "n3\n"]);
  }
});

test("shell() refuses an empty node set, an empty command, and a key on nodes", async () => {
  await using task = new Task();
  for (const nodes of ["", NodeSet.parse(""), []])
    assert.throws(() => task.shell("echo never", { nodes }), {
      name: "RangeError",
      message: 'Cannot run "echo never": the node set is empty',
    });
  assert.throws(() => task.shell(""), SyntaxError);
  assert.throws(() => task.shell("true", { nodes: "n1", key: "K" }), TypeError);
  assert.throws(() => task.shell("true", { nodes: ["-oProxyCommand=id"] }), RangeError);
  assert.throws(() => task.shell("true", { nodes: "n1", worker: "rsh" }), /there is no worker "rsh"/);
  await task.resume();
  assert.deepEqual([...task.buffers()], []);
});

test("shell() rejects the run where a command holds a NUL byte, and the task goes on", async () => {
  await using task = new Task();
  await assert.rejects(task.run("echo a\0b"), TypeError);
  await task.run("echo z", { key: "K" });
  assert.equal(text(task.keyBuffer("K")), "z\n");
});

test("shell() with remote false runs the local worker for each node", async () => {
  await using task = new Task();
  await task.run("echo %h", { nodes: "n1", remote: false });
  assert.equal(text(task.nodeBuffer("n1")), "n1\n");
});

test("a command is started in the order as written, as many at once as the fan-out", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-task-"));
  await using task = new Task();
  task.setInfo("fanout", 1);
  await task
    .run(`echo %h >> ${folder}/order`, { nodes: "n[8-1],m3,n9", worker: "exec" })
    .catch(() => undefined);
  await task.run(`echo %h >> ${folder}/order`, { nodes: ["n8", "n1", "m3", "n10", "n2"], worker: "exec" });
  assert.equal(readFileSync(join(folder, "order"), "utf8"), "n8\nn1\nm3\nn10\nn2\n");
  task.setInfo("fanout", 3);
  await task.run(
    `ls ${folder}/run.* 2>/dev/null | wc -l; touch ${folder}/run.%n; sleep 0.1; rm ${folder}/run.%n`,
    {
      nodes: "n[1-12]",
      worker: "exec",
    },
  );
  const most = Math.max(...[...task.buffers()].map(([output]) => Number(text(output.bytes()))));
  assert.ok(most <= 2, String(most));
  assert.equal(existsSync(join(folder, "run.0")), false);
  rmSync(folder, { recursive: true });
});

test("write() before, in and after the start reaches every node; the end too", async () => {
  await using task = new Task();
  task.setInfo("fanout", 2);
  const worker = task.shell("cat", {
    nodes: "n[1-5]",
    worker: "exec",
    handler: {
      evStart: (each) => each.write("two\n"),
      evHup: (each) => each.setWriteEof(),
    },
  });
  worker.write("one\n");
  task.timer({
    fire: 0.1,
    handler: {
      evTimer() {
        worker.write("three");
        worker.setWriteEof();
      },
    },
  });
  await task.resume();
  assert.deepEqual(
    [...task.buffers()].map(([output, keys]) => [text(output.bytes()), keys.length]),
    [["one\ntwo\nthree", 5]],
  );
});

test("stdin false gives commands the end of their input at once", async () => {
  await using task = new Task();
  await task.run("cat; echo over", { key: "K", stdin: false });
  task.setDefault("stdin", false);
  await task.run("cat; echo over", { key: "L" });
  assert.equal(text(task.keyBuffer("L")), "over\n");
});

test("schedule() takes a worker once", async () => {
  await using task = new Task();
  const worker = task.schedule(new LocalWorker("echo made", { key: "K" }));
  assert.throws(() => task.schedule(worker), TypeError);
  await task.resume();
  assert.equal(text(worker.nodeBuffer("K")), "made\n");
  task.schedule(worker);
  await assert.rejects(task.resume(), TypeError);
});

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
