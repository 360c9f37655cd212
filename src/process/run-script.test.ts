import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ScriptResult } from "../nodeset/mod.ts";
import { runScript } from "./run-script.ts";

const env = { PATH: "/usr/bin:/bin" };

function run(script: string, signal: AbortSignal = new AbortController().signal): Promise<ScriptResult> {
  return runScript(script, { cwd: "/", env, signal });
}

test("runScript() gives what a script prints, in the folder and environment it was told", async () => {
  const result = await runScript('pwd; echo "$NAME"; cat; env | grep -c =', {
    cwd: "/usr",
    env: { ...env, NAME: "é" },
    signal: new AbortController().signal,
  });
  assert.equal(result.status, 0);
  assert.equal(result.failure, null);
  assert.deepEqual(result.stdout.split("\n").slice(0, 2), ["/usr", "é"]);
});

test("runScript() tells the status and the last line of stderr when a script fails", async () => {
  const failed = await run("echo out; echo first >&2; echo 'no such partition' >&2; exit 3");
  assert.deepEqual(failed, { status: 3, stdout: "out\n", failure: "no such partition" });
  assert.deepEqual(await run("false"), { status: 1, stdout: "", failure: null });
  assert.deepEqual(await run("echo fine; echo warning >&2"), { status: 0, stdout: "fine\n", failure: null });
  const killed = await run("kill -9 $$");
  assert.deepEqual(killed, { status: null, stdout: "", failure: "it was ended by SIGKILL" });
});

test("runScript() tells why a script could not be started", async () => {
  const signal = new AbortController().signal;
  const result = await runScript("true", { cwd: "/no/such", env, signal });
  assert.deepEqual(result, {
    status: null,
    stdout: "",
    failure: "it could not be started (/no/such: ENOENT)",
  });
});

test("runScript() waits for a part of the script that goes on in the background", async () => {
  assert.equal((await run("(sleep 0.1; echo late) &")).stdout, "late\n");
});

test("runScript() does not wait for a process that has left stdout", async () => {
  const { stdout } = await run("sleep 60 >/dev/null & echo $!");
  const pid = Number(stdout);
  assert.ok(isRunning(pid));
  process.kill(pid);
});

test("runScript() ends a script that prints without an end", async () => {
  const result = await run("yes");
  assert.deepEqual(result, { status: null, stdout: "", failure: "it printed more than 64 MiB" });
});

test("runScript() stops the whole group when it is aborted, whatever ignores the request", async () => {
  const stopping = new AbortController();
  const marker = `6${Math.trunc(Math.random() * 1e6)}`;
  const result = run(`trap '' TERM; sleep ${marker}.5 | sleep ${marker}.5`, stopping.signal);
  await until(() => sleepers(marker).length === 2);
  stopping.abort();
  assert.deepEqual(await result, { status: null, stdout: "", failure: "it was stopped" });
  assert.deepEqual(sleepers(marker), []);
});

test("runScript() stops what is left when the shell has ended before it is aborted", async () => {
  const stopping = new AbortController();
  const marker = `7${Math.trunc(Math.random() * 1e6)}`;
  const result = run(`sleep ${marker}.5 &`, stopping.signal);
  await until(() => sleepers(marker).length === 1);
  stopping.abort();
  assert.equal((await result).failure, "it was stopped");
  await until(() => sleepers(marker).length === 0);
});

test("runScript() stops what has left for a session of its own", async () => {
  const stopping = new AbortController();
  const marker = `7${Math.trunc(Math.random() * 1e6)}`;
  const result = run(`setsid sleep ${marker}.5 & exit 0`, stopping.signal);
  await until(() => sleepers(marker).length === 1);
  stopping.abort();
  assert.equal((await result).failure, "it was stopped");
  assert.equal(sleepers(marker).length, 0);
});

test("runScript() starts nothing when it was aborted before", async () => {
  assert.equal((await run("echo never", AbortSignal.abort())).stdout, "");
});

function isRunning(pid: number): boolean {
  return commandOf(String(pid)) !== "";
}

/** The pids of the living `sleep` processes that were given this number of seconds. */
function sleepers(seconds: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => commandOf(pid) === `sleep\0${seconds}.5\0`);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}
