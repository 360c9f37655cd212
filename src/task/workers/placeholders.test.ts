import assert from "node:assert/strict";
import { test } from "node:test";
import { Task } from "../mod.ts";
import { fillPlaceholders, isForAll } from "./placeholders.ts";

const VALUES = { host: "n7", hosts: "n[1-9]", rank: 6 };

test("fillPlaceholders() puts in name, set and position, by either name and in braces", () => {
  for (const [command, expected] of [
    ["%h %host %{h} %{host}", "n7 n7 n7 n7"],
    ["%hosts %{hosts}", "n[1-9] n[1-9]"],
    ["%n %rank x%{n}y", "6 6 x6y"],
    ["100%% %%h", "100% %h"],
    ["%h-%h", "n7-n7"],
    ["nothing", "nothing"],
  ] as const)
    assert.equal(fillPlaceholders(command, VALUES), expected);
});

test("fillPlaceholders() takes a value as it is", () => {
  assert.equal(fillPlaceholders("%h", { ...VALUES, host: "$& $1 %n" }), "$& $1 %n");
});

test("fillPlaceholders() refuses a percent sign before nothing of these", () => {
  for (const command of ["date +%F", "50%", "%{constructor}", "% h", "%hx", "%{h"])
    assert.throws(() => fillPlaceholders(command, VALUES), SyntaxError, command);
});

test("isForAll() finds %hosts alone", () => {
  assert.deepEqual(["%hosts", "%{hosts}", "%h", "%%hosts"].map(isForAll), [true, true, false, false]);
});

test("a command with %hosts runs once, and its output is each node's", async () => {
  await using task = new Task();
  await task.run("echo %hosts; exit 4", { nodes: "n[1-3]", worker: "exec" });
  assert.deepEqual(
    [...task.buffers()].map(([output, keys]) => [Buffer.from(output.bytes()).toString(), keys]),
    [["n[1-3]\n", ["n1", "n2", "n3"]]],
  );
  assert.deepEqual(task.retcodes(), [[4, ["n1", "n2", "n3"]]]);
});

test("a template's words are its arguments, the command among them or last", async () => {
  await using task = new Task();
  task.shell("echo quoted", { nodes: "n3", worker: `/bin/sh -c 'echo "$0  $1"' %h` });
  task.shell("echo $0 $1 '%h'", { nodes: "n1", worker: "/bin/sh -c %command %h %n" });
  task.shell("echo two", { nodes: "n2", worker: "/bin/sh -c" });
  await task.resume();
  assert.equal(Buffer.from(task.nodeBuffer("n1")).toString(), "n1 0 %h\n");
  assert.equal(Buffer.from(task.nodeBuffer("n2")).toString(), "two\n");
  assert.equal(Buffer.from(task.nodeBuffer("n3")).toString(), "n3  echo quoted\n");
  assert.throws(() => task.shell("true", { nodes: "n1", worker: " " }), SyntaxError);
  assert.throws(() => task.shell("true", { nodes: "n1", worker: "sh -c 'open" }), /is not closed/);
});
