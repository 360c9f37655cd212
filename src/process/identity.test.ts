import assert from "node:assert/strict";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isAlive, readStat, signal, signalGroup } from "./identity.ts";

test("identify() names a living process, and isAlive() tells its end", async () => {
  const child = spawn("sleep", ["300"]);
  const identity = identify(child.pid ?? 0) ?? assert.fail();
  assert.equal(isAlive(identity), true);
  assert.equal(signal(identity, "SIGKILL"), true);
  await once(child, "exit");
  assert.equal(isAlive(identity), false);
  assert.equal(signal(identity, "SIGKILL"), false);
  assert.equal(identify(identity.pid), null);
});

test("signal() never reaches a process that has the pid of another", async () => {
  const child = spawn("sleep", ["300"], { detached: true });
  const identity = identify(child.pid ?? 0) ?? assert.fail();
  const forged = [
    { ...identity, startTicks: identity.startTicks - 1 },
    { ...identity, bootId: "00000000-0000-0000-0000-000000000000" },
  ];
  for (const other of forged) {
    assert.equal(isAlive(other), false);
    assert.equal(signal(other, "SIGKILL"), false);
    assert.equal(signalGroup(other, "SIGKILL"), false);
  }
  assert.equal(isAlive(identity), true);
  signal(identity, "SIGKILL");
  await once(child, "exit");
});

test("isAlive() does not take a zombie for alive", async () => {
  // The shell's child ends, and the program that takes the shell's place waits for nobody.
  const parent = spawn("sh", ["-c", "sleep 300 & echo $!; exec sleep 300"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const child = identify(Number(line.toString())) ?? assert.fail();
  signal(child, "SIGKILL");
  while (readStat(child.pid)?.state !== "Z") await sleep(5);
  assert.equal(isAlive(child), false);
  assert.equal(identify(child.pid), null);
  parent.kill("SIGKILL");
  await once(parent, "exit");
});

test("readStat() copes with any name of a program", async () => {
  const name = ") R 1 (x";
  const child = spawn("perl", ["-e", `$0 = shift; $| = 1; print "ready"; sleep 300`, name], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  assert.equal(readStat(child.pid ?? 0)?.parent, process.pid);
  child.kill("SIGKILL");
  await once(child, "exit");
});

test("signal() refuses pids that would mean everybody", () => {
  const init = identify(1) ?? assert.fail();
  assert.equal(signalGroup(init, "SIGCONT"), false);
});
