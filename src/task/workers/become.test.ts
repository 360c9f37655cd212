import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { type TestSshd, startSshd } from "../../../test/sshd.ts";
import { writeStandInSudo } from "../../../test/stand-in-sudo.ts";
import { NodeSet } from "../../nodeset/mod.ts";
import { type Become, Task } from "../mod.ts";

const NODES = "127.0.0.[1-2]";
const PASSWORD = "open sesame's";
const folder = mkdtempSync("/tmp/runyard-become-");
let sshd: TestSshd;
before(async () => {
  chmodSync(folder, 0o755);
  writeStandInSudo(folder, PASSWORD);
  sshd = await startSshd([`SetEnv PATH=${folder}:/usr/bin:/bin`]);
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
  process.env["PATH"] = `${folder}:${process.env["PATH"] ?? ""}`;
});
after(async () => {
  await sshd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test("a command becomes another user's with a password that is in its input alone, on every way in", async () => {
  for (const worker of ["ssh", "ssh", "exec", "env HOST=%h sh -c"]) {
    await using task = makeTask({ user: "root" }, PASSWORD);
    const echo = task.shell(`echo "$AS: 'it' $RUNYARD_LINE"; cat`, { nodes: NODES, worker });
    assert.ok(task.planOf(echo).every(({ spec }) => !spec.argv.join(" ").includes("sesame")));
    echo.write("input\n");
    echo.setWriteEof();
    let written = 0;
    const run = task.resume();
    for await (const event of echo) if (event.kind === "written") written += event.bytes;
    await run;
    assert.deepEqual(outputs(task), ["root: 'it' \ninput\n"], worker);
    assert.equal(written, 2 * "input\n".length);
  }
});

test("a command never reads a password that sudo did not want, nor has it an input where it was to have none", async () => {
  await using task = makeTask({ user: "free" }, PASSWORD);
  await task.run('echo "$AS"; cat', { nodes: NODES, stdin: false });
  assert.deepEqual(outputs(task), ["free\n"]);
});

test("without a password sudo must want none, and a wrong one is a failure of its node alone", async () => {
  await using none = makeTask({}, null);
  await none.run("true", { nodes: NODES, stdin: false });
  assert.deepEqual([outputs(none), none.maxRetcode()], [["sudo: a password is required\n"], 1]);
  await using wrong = makeTask({}, "wrong");
  wrong.setInfo("profiles", [
    { nodes: NodeSet.parse("127.0.0.1"), become: {} },
    { nodes: NodeSet.parse("127.0.0.1"), become: { user: "free" } },
  ]);
  await wrong.run("echo fine", { nodes: NODES, stdin: false });
  assert.deepEqual([wrong.nodeRetcode("127.0.0.1"), wrong.nodeRetcode("127.0.0.2")], [1, 0]);
  assert.match(Buffer.from(wrong.nodeBuffer("127.0.0.1")).toString(), /incorrect password/);
  assert.equal(Buffer.from(wrong.nodeBuffer("127.0.0.2")).toString(), "fine\n");
});

function makeTask(become: Become, password: string | null): Task {
  const task = new Task();
  task.setInfo("sshOptions", ["-F", sshd.config]);
  task.setInfo("profiles", [{ nodes: NodeSet.parse(NODES), become }]);
  task.setInfo("becomePassword", password);
  return task;
}

function outputs(task: Task): readonly string[] {
  return [...task.buffers()].map(([output]) => Buffer.from(output.bytes()).toString());
}
