import assert from "node:assert/strict";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fixture } from "../../test/conformance/small-disk.ts";
import { type Yard, openYard, readText } from "../../test/conformance/yard.ts";
import { readAttempt } from "./attempt-folder.ts";
import { type Identity, identify, isAlive, readStat } from "./identity.ts";
import { type StopTarget, stop } from "./kill-ladder.ts";
import { attemptVariable } from "./launch-request.ts";
import { lookNow } from "./look.ts";
import { startLauncher } from "./launcher.ts";
import { findMarked } from "./sweep.ts";

let yard: Yard;
before(() => {
  yard = openYard(startLauncher);
});
after(() => yard.close());

const asking = { ask: "SIGINT", graceMs: 60_000 } as const;

test("stop() asks, and the command ends in its own way", async () => {
  const target = await start([
    "sh",
    "-c",
    "trap 'echo bye; exit 7' INT; echo ready; while :; do sleep 0.01; done",
  ]);
  assert.deepEqual(await stop(target, asking), { rung: "asked", left: [] });
  const end = yard.endOf(target.marker);
  assert.deepEqual(end.end, { kind: "exit", status: 7 });
  assert.equal(readText(`${yard.folderOf(target.marker)}/stdout`), "ready\nbye\n");
});

test("stop() asks with the signal that is wanted", async () => {
  const target = await start([
    "sh",
    "-c",
    "trap 'exit 8' TERM; trap '' INT; echo ready; while :; do sleep 0.01; done",
  ]);
  await stop(target, { ...asking, ask: "SIGTERM" });
  assert.deepEqual(yard.endOf(target.marker).end, { kind: "exit", status: 8 });
});

test("stop() lets the rest of the group end in its own time after the command", async () => {
  const rest = "trap 'sleep 0.2; echo tidy; exit' INT; echo ready; while :; do sleep 0.01; done";
  const target = await start(["perl", "-e", "exec 'sh', '-c', shift if !fork; sleep 300", rest]);
  assert.deepEqual(await stop(target, asking), { rung: "asked", left: [] });
  assert.equal(readText(`${yard.folderOf(target.marker)}/stdout`), "ready\ntidy\n");
});

test("stop() kills the group when the grace is over", async () => {
  const target = await start(["sh", "-c", "trap '' INT; echo ready; sleep 300 & sleep 300"]);
  const started = performance.now();
  assert.deepEqual(await stop(target, { ask: "SIGINT", graceMs: 200 }), { rung: "killed", left: [] });
  // Timers are whole milliseconds.
  assert.ok(performance.now() - started >= 195);
  assert.deepEqual(yard.endOf(target.marker).end, { kind: "signal", signal: "SIGKILL" });
});

test("stop() ends the grace at once when it is forced", async () => {
  const target = await start(["sh", "-c", "trap '' INT; echo ready; sleep 300"]);
  const force = new AbortController();
  const stopping = stop(target, { ask: "SIGINT", graceMs: 3_600_000, force: force.signal });
  await sleep(100);
  force.abort();
  assert.equal((await stopping).rung, "killed");
});

test("stop() leaves nothing of a command that ignores it, forks and leaves its session and environment", async () => {
  const target = await start(["perl", fixture("ignore-and-escape.pl")]);
  const everything = [...lookNow().below(target.shim), target.shim];
  assert.equal(everything.length, 4);
  assert.deepEqual(await stop(target, { ask: "SIGINT", graceMs: 50 }), { rung: "swept", left: [] });
  assert.deepEqual(everything.filter(isAlive), []);
  assert.equal(findMarked(new Set([target.marker])).size, 0);
  assert.deepEqual(yard.endOf(target.marker).end, { kind: "signal", signal: "SIGKILL" });
});

test("stop() sweeps what bears the marker when shim and command are gone", async () => {
  const target = await start(["sh", "-c", "setsid sleep 300 & echo ready"]);
  await yard.waitForEnd(target.marker);
  const look = () => findMarked(new Set([target.marker])).get(target.marker) ?? [];
  // A process in the middle of its exec has no environment for a moment.
  while (look().length === 0) await sleep(2);
  const found = look();
  assert.equal(found.length, 1);
  assert.deepEqual(await stop(target, asking), { rung: "swept", left: [] });
  assert.deepEqual(found.filter(isAlive), []);
});

test("stop() wakes a stopped command, so that it hears what it is asked", async () => {
  const script = '$SIG{INT} = sub { exit 9 }; $| = 1; print "ready\\n"; sleep 1 while 1';
  const target = await start(["perl", "-e", script]);
  process.kill(-target.command.pid, "SIGSTOP");
  while (readStat(target.command.pid)?.state !== "T") await sleep(2);
  assert.equal((await stop(target, asking)).rung, "asked");
  assert.deepEqual(yard.endOf(target.marker).end, { kind: "exit", status: 9 });
});

test("stop() asks what bears the marker while the command is not known yet", async () => {
  const target = await start(["sh", "-c", "trap 'exit 7' INT; echo ready; while :; do sleep 0.01; done"]);
  assert.equal((await stop({ ...target, command: null }, asking)).rung, "asked");
  assert.deepEqual(yard.endOf(target.marker).end, { kind: "exit", status: 7 });
});

test("stop() wakes a shim that is stopped when it alone is left, so that it records the end", async () => {
  const target = await start(["sh", "-c", "echo ready; exec sleep 300"]);
  process.kill(target.shim.pid, "SIGSTOP");
  const report = await stop(target, { ask: "SIGTERM", graceMs: 100 });
  assert.deepEqual(report.left, []);
  assert.equal(isAlive(target.shim), false);
  assert.deepEqual(yard.endOf(target.marker).end, { kind: "signal", signal: "SIGTERM" });
});

test("stop() ends a hundred attempts at once, and leaves this process answering", async () => {
  const script = "trap '' INT; setsid sh -c 'echo ready; exec sleep 300' & while :; do sleep 1; done";
  const targets = await Promise.all(Array.from({ length: 100 }, () => start(["sh", "-c", script])));
  let beats = 0;
  const heart = setInterval(() => beats++, 5);
  const before = process.cpuUsage();
  const reports = await Promise.all(targets.map((target) => stop(target, { ask: "SIGINT", graceMs: 100 })));
  const { user, system } = process.cpuUsage(before);
  clearInterval(heart);
  assert.deepEqual(new Set(reports.map((report) => report.rung)), new Set(["swept"]));
  assert.deepEqual(lookNow().marked(targets[0]?.marker ?? ""), []);
  assert.ok(user + system < 10_000_000, `${user + system} µs of processor time`);
  assert.ok(beats > 10, `${beats} beats`);
});

test("stop() never signals another process that has the pid by now", async () => {
  const stranger = spawn("sleep", ["300"], { detached: true });
  const identity = identify(stranger.pid ?? 0) ?? assert.fail();
  const forged = { ...identity, startTicks: identity.startTicks - 1 };
  const target = { marker: "nobody-bears-this", shim: forged, command: forged, isEnded: () => false };
  assert.deepEqual(await stop(target, { ask: "SIGINT", graceMs: 100 }), { rung: "asked", left: [] });
  assert.equal(isAlive(identity), true);
  stranger.kill("SIGKILL");
  await once(stranger, "exit");
});

interface RunningTarget extends StopTarget {
  readonly marker: string;
  readonly shim: Identity;
  readonly command: Identity;
}

/** Starts an attempt that bears its id as its marker, and waits until it says `ready`. */
async function start(argv: readonly string[]): Promise<RunningTarget> {
  const attempt = yard.nextAttempt();
  yard.launch(argv, { env: { PATH: "/usr/bin:/bin", [attemptVariable]: attempt } });
  const folder = yard.folderOf(attempt);
  while (!readText(`${folder}/stdout`).startsWith("ready")) await sleep(2);
  // The command may be quicker than its shim, which writes the command's identity before it rings.
  await yard.waitForRing(attempt, (ring) => ring.kind === "started");
  const isEnded = (): boolean => readAttempt(folder).state === "ended";
  const state = readAttempt(folder);
  if (state.state !== "running") {
    const identity = { pid: 0, startTicks: 0, bootId: "" };
    return { marker: attempt, shim: identity, command: identity, isEnded };
  }
  return { marker: attempt, shim: state.identity, command: state.command ?? assert.fail(), isEnded };
}
