import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobView } from "../src/server/api.ts";
import { type OurProcess, ourProcesses } from "./our-processes.ts";
import { until } from "./run-job.ts";
import { TestServer } from "./runyard.ts";

/** Counts in a child of a child, one of them in a session of its own, so that no group has them all. */
const COUNT = "i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo $i; sleep 0.02; done";
const JOBS = `
count: { command: [sh, -c, "setsid sh -c '${COUNT}' & wait"] }
brief: { command: [sleep, "2.5"], limits: { duration: 4s } }
last: { command: [sh, -c, "trap 'exit 0' INT; while :; do sleep 0.05; done"] }
steps: { interpreter: python, setup: "import time", item: "time.sleep(0.5); {index}", agenda: "s[1-10]" }
nodes: { nodes: "n[1-10]", worker: exec, command: [sleep, "0.5"], fanout: 1 }
`;

describe("a suspended job", () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start(JOBS);
  });
  after(() => server[Symbol.asyncDispose]());

  test("has all its processes stopped, leaves its place to others, and goes on where it was", async () => {
    const id = await submit(server, "count");
    await until("it counts", async () => (await server.runyard(["log", id])).stdout.includes("\n5\n"));
    const { stdout } = await server.runyard(["suspend", id]);
    assert.equal(stdout, `${id} SUSPENDED\n`);
    await until("all are stopped", () => statesOf(server).every((state) => state === "T"));
    assert.ok(statesOf(server).length >= 2, statesOf(server).join());
    const before = await written(server, id);
    await sleep(300);
    assert.equal(await written(server, id), before);
    const others = await Promise.all(
      Array.from({ length: availableParallelism() }, () => submit(server, "brief")),
    );
    await until("as many others run as there are places", async () => {
      const phases = await Promise.all(others.map(async (other) => (await job(server, other)).phase));
      return phases.every((phase) => phase === "EXECUTING");
    });
    for (const other of others) assert.equal((await job(server, other, 20)).phase, "COMPLETED");
    assert.equal((await server.runyard(["resume", id])).stdout, `${id} EXECUTING\n`);
    assert.equal((await job(server, id, 30)).phase, "COMPLETED");
    const lines = (await server.runyard(["log", id])).stdout.trim().split("\n");
    assert.deepEqual(
      lines,
      Array.from({ length: 150 }, (_, index) => String(index + 1)),
    );
  });

  test("stays suspended when server and agent die, and an agent that missed the resumption wakes it", async () => {
    const id = await submit(server, "count");
    await until("it counts", async () => (await server.runyard(["log", id])).stdout.includes("\n5\n"));
    await server.runyard(["suspend", id]);
    await until("all are stopped", () => statesOf(server).every((state) => state === "T"));
    killAgent(server);
    await server.kill();
    await server.restart();
    assert.equal((await job(server, id)).phase, "SUSPENDED");
    assert.ok(statesOf(server).every((state) => state === "T"));
    killAgent(server);
    await server.runyard(["resume", id]);
    assert.equal((await job(server, id, 30)).phase, "COMPLETED");
  });

  test("does not use up its execution duration", async () => {
    const id = await submit(server, "brief");
    await until("it runs", async () => (await job(server, id)).startedAt !== null);
    await fetch(`${server.url}/api/v1/jobs/${id}/suspend`, { method: "POST" });
    await sleep(4500);
    assert.equal((await job(server, id)).phase, "SUSPENDED");
    await server.runyard(["resume", id]);
    assert.equal((await job(server, id, 20)).phase, "COMPLETED");
  });

  test("is aborted where it is, in its own way", async () => {
    const id = await submit(server, "last");
    await until("it runs", async () => (await job(server, id)).startedAt !== null);
    await server.runyard(["suspend", id]);
    assert.equal((await server.runyard(["abort", id])).stdout, `${id} ABORTED\n`);
    await until("nothing of it is left", () => commandsOf(server).length === 0, 5000);
  });

  for (const type of ["steps", "nodes"])
    test(`of the type ${type} ends the item that it is at, and begins no other`, async () => {
      const id = await submit(server, type);
      await until("an item is done", async () => (await job(server, id)).items.complete >= 1);
      await fetch(`${server.url}/api/v1/jobs/${id}/suspend`, { method: "POST" });
      await sleep(1000);
      const { items } = await job(server, id);
      assert.ok(items.waiting > 0, JSON.stringify(items));
      await sleep(500);
      assert.deepEqual((await job(server, id)).items, items);
      await server.runyard(["resume", id]);
      const ended = await job(server, id, 20);
      assert.deepEqual([ended.phase, ended.items.complete], ["COMPLETED", 10]);
    });

  test("can be none that waits or has ended", async () => {
    const id = (await server.runyard(["submit", "brief", "--no-run"])).stdout.trim();
    const refused = await server.runyard(["suspend", id]);
    assert.match(refused.stderr, /: it is PENDING, and only what is EXECUTING can be suspended$/m);
    assert.match((await server.runyard(["resume", id])).stderr, /: it is PENDING, and not suspended$/m);
  });
});

async function submit(server: TestServer, type: string): Promise<string> {
  return (await server.runyard(["submit", type])).stdout.trim();
}

/** @param waitSeconds waits so long for its end */
async function job(server: TestServer, id: string, waitSeconds = 0): Promise<JobView> {
  for (const end = Date.now() + waitSeconds * 1000; ; ) {
    const answer = await fetch(`${server.url}/api/v1/jobs/${id}?wait=1&phase=EXECUTING`);
    const view = (await answer.json()) as JobView;
    if (!["QUEUED", "EXECUTING"].includes(view.phase) || Date.now() >= end) return view;
  }
}

async function written(server: TestServer, id: string): Promise<string | null> {
  const answer = await fetch(`${server.url}/api/v1/jobs/${id}/output/stdout`);
  await answer.arrayBuffer();
  return answer.headers.get("runyard-output-size");
}

function commandsOf(server: TestServer): readonly OurProcess[] {
  return ourProcesses(join(server.folder, "data")).filter(({ role }) => role === "command");
}

function statesOf(server: TestServer): readonly string[] {
  return commandsOf(server).flatMap(({ pid }) => {
    try {
      return /\) (\S) /.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

function killAgent(server: TestServer): void {
  for (const { pid, role } of ourProcesses(join(server.folder, "data")))
    if (role === "agent") process.kill(pid, "SIGKILL");
}
