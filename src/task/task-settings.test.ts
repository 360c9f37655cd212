import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { Task } from "./mod.ts";

test("default() and info() have the values that ClusterShell has", () => {
  const task = new Task();
  assert.deepEqual(
    [
      task.default("stderr"),
      task.default("stdin"),
      task.default("stdoutMsgtree"),
      task.default("stderrMsgtree"),
    ],
    [false, true, true, true],
  );
  assert.deepEqual(
    [
      task.default("engine"),
      task.default("portQlimit"),
      task.default("distantWorker"),
      task.default("localWorker"),
    ],
    ["auto", 32, "ssh", "exec"],
  );
  assert.deepEqual(
    [task.info("fanout"), task.info("connectTimeout"), task.info("commandTimeout"), task.info("debug")],
    [64, 10, 0, false],
  );
  assert.deepEqual([task.default("nokey"), task.info("nokey", "d")], [undefined, "d"]);
});

test("a program may keep keys of its own", () => {
  const task = new Task();
  task.setDefault("mine", { a: 1 });
  task.setInfo("mine", 2);
  assert.deepEqual(
    [task.default("mine"), task.info("mine"), new Task().info("mine")],
    [{ a: 1 }, 2, undefined],
  );
});

test("setInfo() refuses values that would make no sense", () => {
  const task = new Task();
  for (const fanout of [0, -1, 1.5, Number.NaN])
    assert.throws(() => task.setInfo("fanout", fanout), RangeError);
  for (const name of ["connectTimeout", "commandTimeout", "sshPersist"] as const)
    assert.throws(() => task.setInfo(name, -1), RangeError);
  assert.equal(task.info("fanout"), 64);
});

test("setDefault() holds at once, setInfo() in a run from the next turn on: a greater fan-out starts more", async () => {
  await using task = new Task();
  using gate = new Gate();
  task.setInfo("fanout", 1);
  let seen: unknown[] = [];
  // Each waits for all: one after the other they would wait in vain.
  await task.run(gate.meet(8), {
    nodes: "n[1-8]",
    worker: "exec",
    timeout: 30,
    handler: {
      evStart() {
        task.setInfo("fanout", 8);
        task.setDefault("stderr", true);
        seen = [task.info("fanout"), task.default("stderr")];
      },
    },
  });
  assert.deepEqual([seen, task.info("fanout")], [[1, true], 8]);
  assert.deepEqual(
    task.retcodes().map(([code, nodes]) => [code, nodes.length]),
    [[0, 8]],
  );
});

test("debug tells printDebug what is done", async () => {
  await using task = new Task();
  const lines: string[] = [];
  task.setInfo("debug", true);
  task.setInfo("printDebug", (line) => void lines.push(line));
  await task.run("true", { nodes: "n[1-2]", worker: "exec" });
  assert.deepEqual(lines, ["true: 2 to start"]);
});
