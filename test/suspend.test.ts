import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isEnd } from "../src/job/mod.ts";
import type { JobView, StatusView } from "../src/server/api.ts";
import { type OurProcess, ourProcesses } from "./our-processes.ts";
import { until } from "./run-job.ts";
import { TestServer } from "./runyard.ts";

/**
 * Counts in a child in a session of its own, so that no group has them both, until the gate is there. It starts nothing else:
 * the two are the same at each look.
 */
const COUNT = "$| = 1; print(++$i . chr 10), select(undef, undef, undef, 0.02) until -e $ARGV[0]";
const GATE = "{ gate: { type: string, required: true } }";
const JOBS = `
count: { command: [sh, -c, "setsid perl -e '${COUNT}' $0 & wait", "{gate}"], parameters: ${GATE} }
gated: { command: [sh, -c, "until test -e $0; do sleep 0.05; done", "{gate}"], parameters: ${GATE} }
brief: { command: [sh, -c, "until test -e $0; do sleep 0.05; done", "{gate}"], parameters: ${GATE}, limits: { duration: 6s } }
last: { command: [sh, -c, "trap 'exit 0' INT; while :; do sleep 0.05; done"] }
steps:
  interpreter: python
  setup: "import os, time"
  item: |
    while {index} > 1 and not os.path.exists({gate}): time.sleep(0.02)
    {index}
  agenda: "s[1-10]"
  parameters: ${GATE}
nodes: { nodes: "n[1-10]", worker: exec, command: "test {index} = 1 || until test -e {gate}; do sleep 0.02; done", fanout: 1, parameters: ${GATE} }
`;

describe("a suspended job", () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start(JOBS);
  });
  after(() => server[Symbol.asyncDispose]());

  test("has all its processes stopped, leaves its place to others, and goes on where it was", async () => {
    const { id, gate } = await submit(server, "count");
    await until("it counts", async () => (await counted(server, id)) >= 5);
    const { stdout } = await server.runyard(["suspend", id]);
    assert.equal(stdout, `${id} SUSPENDED\n`);
    const stopped = await allStopped(server);
    assert.equal(stopped.length, 2, stopped.join());
    await sleep(300);
    assert.deepEqual(await allStopped(server), stopped);
    const others = await Promise.all(
      Array.from({ length: availableParallelism() }, () => submit(server, "gated")),
    );
    await until("as many others run as there are places", async () => {
      const phases = await Promise.all(others.map(async (other) => (await job(server, other.id)).phase));
      return phases.every((phase) => phase === "EXECUTING");
    });
    assert.deepEqual(
      stopped.filter((pid) => stateOf(pid) !== "T"),
      [],
    );
    for (const other of others) writeFileSync(other.gate, "");
    for (const other of others) assert.equal((await ended(server, other.id)).phase, "COMPLETED");
    const before = await counted(server, id);
    assert.equal((await server.runyard(["resume", id])).stdout, `${id} EXECUTING\n`);
    await until("it counts on", async () => (await counted(server, id)) > before + 5);
    writeFileSync(gate, "");
    assert.equal((await ended(server, id)).phase, "COMPLETED");
    const lines = (await server.runyard(["log", id])).stdout.trim().split("\n");
    assert.deepEqual(
      lines,
      lines.map((_, index) => String(index + 1)),
    );
  });

  test("stays suspended when server and agent die, and an agent that missed the resumption wakes it", async () => {
    const { id, gate } = await submit(server, "count");
    await until("it counts", async () => (await counted(server, id)) >= 5);
    await server.runyard(["suspend", id]);
    const stopped = await allStopped(server);
    await server.kill();
    signalAgent(server, "SIGKILL");
    await server.restart();
    await until("an agent has it", async () => {
      const answer = await fetch(`${server.url}/api/v1/status`);
      return ((await answer.json()) as StatusView).agents[0]?.attempts === 1;
    });
    await until("it is known", async () => (await job(server, id)).phase !== "UNKNOWN");
    assert.equal((await job(server, id)).phase, "SUSPENDED");
    assert.deepEqual(await allStopped(server), stopped);
    signalAgent(server, "SIGSTOP");
    await change(server, id, "resume");
    signalAgent(server, "SIGKILL");
    const before = await counted(server, id);
    await until("it counts on", async () => (await counted(server, id)) > before);
    writeFileSync(gate, "");
    assert.equal((await ended(server, id)).phase, "COMPLETED");
  });

  test("does not use up its execution duration", async () => {
    const { id, gate } = await submit(server, "brief");
    await until("it runs", async () => (await job(server, id)).startedAt !== null);
    await change(server, id, "suspend");
    await sleep(6500);
    assert.equal((await job(server, id)).phase, "SUSPENDED");
    writeFileSync(gate, "");
    await change(server, id, "resume");
    assert.equal((await ended(server, id)).phase, "COMPLETED");
  });

  test("is aborted where it is, in its own way", async () => {
    const { id } = await submit(server, "last", []);
    await until("it runs", async () => (await job(server, id)).startedAt !== null);
    await server.runyard(["suspend", id]);
    assert.equal((await server.runyard(["abort", id])).stdout, `${id} ABORTED\n`);
    await until("nothing of it is left", () => commandsOf(server).length === 0);
  });

  for (const type of ["steps", "nodes"])
    test(`of the type ${type} ends the item that it is at, and begins no other`, async () => {
      const { id, gate } = await submit(server, type);
      await until("it is at its second item", async () => {
        const { items } = await job(server, id);
        return items.complete === 1 && items.running === 1;
      });
      await change(server, id, "suspend");
      // What begins from now on is done at once.
      writeFileSync(gate, "");
      await until("it has ended that item", async () => (await job(server, id)).items.running === 0);
      await sleep(500);
      const { phase, items } = await job(server, id);
      assert.deepEqual([phase, items.complete, items.waiting], ["SUSPENDED", 2, 8]);
      await change(server, id, "resume");
      const { phase: end, items: all } = await ended(server, id);
      assert.deepEqual([end, all.complete], ["COMPLETED", 10]);
    });

  test("can be none that waits or has ended", async () => {
    const id = (await server.runyard(["submit", "brief", "gate=/nowhere", "--no-run"])).stdout.trim();
    const refused = await server.runyard(["suspend", id]);
    assert.match(refused.stderr, /: it is PENDING, and only what is EXECUTING can be suspended$/m);
    assert.match((await server.runyard(["resume", id])).stderr, /: it is PENDING, and not suspended$/m);
  });
});

let gates = 0;

/** Submits a job with a gate of its own, which it waits for. */
async function submit(
  server: TestServer,
  type: string,
  parameters: readonly string[] = ["gate"],
): Promise<{ readonly id: string; readonly gate: string }> {
  const gate = join(server.folder, `gate-${gates++}`);
  const { status, stdout, stderr } = await server.runyard([
    "submit",
    type,
    ...parameters.map((name) => `${name}=${gate}`),
  ]);
  assert.equal(status, 0, stderr);
  return { id: stdout.trim(), gate };
}

async function job(server: TestServer, id: string, query = ""): Promise<JobView> {
  return (await (await fetch(`${server.url}/api/v1/jobs/${id}${query}`)).json()) as JobView;
}

async function ended(server: TestServer, id: string): Promise<JobView> {
  await until(
    "it has ended",
    async () => isEnd((await job(server, id, "?wait=20&phase=EXECUTING")).phase),
    120_000,
  );
  return job(server, id);
}

async function change(server: TestServer, id: string, how: "suspend" | "resume"): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/jobs/${id}/${how}`, { method: "POST" });
  assert.equal(answer.status, 200, await answer.text());
}

/** How far it has counted. */
async function counted(server: TestServer, id: string): Promise<number> {
  const answer = await fetch(`${server.url}/api/v1/jobs/${id}/output/stdout`);
  return (await answer.text()).split("\n").length - 1;
}

function commandsOf(server: TestServer): readonly OurProcess[] {
  return ourProcesses(join(server.folder, "data")).filter(({ role }) => role === "command");
}

/** Waits until all commands are stopped. @returns their pids */
async function allStopped(server: TestServer): Promise<readonly number[]> {
  let pids: readonly number[] = [];
  await until("all are stopped", () => {
    pids = commandsOf(server).map(({ pid }) => pid);
    return pids.every((pid) => stateOf(pid) === "T");
  });
  return pids;
}

function stateOf(pid: number): string | undefined {
  try {
    return /\) (\S) /.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1];
  } catch {
    return undefined;
  }
}

function signalAgent(server: TestServer, name: "SIGKILL" | "SIGSTOP"): void {
  const agents = ourProcesses(join(server.folder, "data")).filter(({ role }) => role === "agent");
  assert.equal(agents.length, 1);
  for (const { pid } of agents) process.kill(pid, name);
}
