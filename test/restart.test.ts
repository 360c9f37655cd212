import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { isEnd } from "../src/job/mod.ts";
import { identify, signal } from "../src/process/mod.ts";
import type { AttemptView, JobView } from "../src/server/api.ts";
import { isGone } from "./is-gone.ts";
import { ourProcesses } from "./our-processes.ts";
import { until } from "./run-job.ts";
import { TestServer } from "./runyard.ts";

const JOBS = `
nap: { command: [sh, -c, "echo $$; until test -e $0; do sleep 0.05; done; echo done", "{gate}"], parameters: { gate: { type: string, required: true } } }
brief: { command: [sleep, "600"], limits: { duration: 3s, grace: 1s } }
`;

test("a job that was running goes on with the same pid when server or agent die", async () => {
  await using server = await TestServer.start(JOBS);
  const gate = join(server.folder, "gate");
  const id = await submit(server, ["nap", `gate=${gate}`]);
  const pid = await runningPid(server, id);
  await server.kill();
  await server.restart();
  assert.equal(await runningPid(server, id), pid);
  const killed = killAgent(server);
  await until("a new agent has it", async () => {
    const [agent] = (await get<{ agents: { attempts: number; pid: number }[] }>(server, "/status")).agents;
    return agent?.attempts === 1 && agent.pid !== killed;
  });
  assert.equal(await runningPid(server, id), pid);
  await server.kill();
  killAgent(server);
  await server.restart();
  writeFileSync(gate, "");
  assert.equal((await ended(server, id)).phase, "COMPLETED");
  const output = await (await fetch(`${server.url}/api/v1/jobs/${id}/output/stdout`)).text();
  assert.equal(output, `${pid}\ndone\n`);
  const { attempts } = await get<{ attempts: AttemptView[] }>(server, `/jobs/${id}/attempts`);
  assert.deepEqual(
    attempts.map((attempt) => attempt.pid),
    [pid],
  );
});

test("the execution duration counts on over a restart", async () => {
  await using server = await TestServer.start(JOBS);
  const started = Date.now();
  const id = await submit(server, ["brief"]);
  await runningPid(server, id);
  await server.kill();
  await server.restart();
  const job = await ended(server, id);
  assert.equal(job.phase, "ABORTED");
  assert.match(job.error?.message ?? "", /execution duration of 3\.0 s was reached/);
  assert.ok(Date.now() - started >= 3000);
  await until("its process is gone", () => commandsOf(server).length === 0);
});

test("a limit that passes while the server is away is kept by the agent", async () => {
  await using server = await TestServer.start(JOBS);
  const id = await submit(server, ["brief"]);
  const pid = await runningPid(server, id);
  await server.kill();
  await until("its process is gone", () => isGone(pid));
  await server.restart();
  assert.equal((await ended(server, id)).phase, "ABORTED");
});

test("a pid that belongs to another process now is neither adopted nor signalled", async () => {
  await using server = await TestServer.start(JOBS);
  const bystander = spawn("sleep", ["600"], { stdio: "ignore" });
  try {
    const id = await submit(server, ["nap", "gate=/nowhere"]);
    const command = identify(await runningPid(server, id));
    const shim = processesOf(server).find(({ role }) => role === "shim");
    assert.ok(shim?.attempt && command !== null && bystander.pid !== undefined);
    await server.kill();
    killAgent(server);
    // As if the machine had given the pids of shim and command to somebody else since.
    process.kill(shim.pid, "SIGKILL");
    signal(command, "SIGKILL");
    await until("both are gone", () => [shim.pid, command.pid].every(isGone));
    const identity = join(server.folder, "data", "agent", "attempts", shim.attempt, "identity");
    const forged = readFileSync(identity, "utf8").replace(
      /^(pid|command) \d+/gm,
      (_, key: string) => `${key} ${bystander.pid}`,
    );
    writeFileSync(identity, forged);
    await server.restart();
    await until(
      "it was tried again",
      async () =>
        (await get<{ attempts: AttemptView[] }>(server, `/jobs/${id}/attempts`)).attempts.length === 2,
    );
    const { attempts } = await get<{ attempts: AttemptView[] }>(server, `/jobs/${id}/attempts`);
    assert.equal(attempts[0]?.outcome?.kind, "lost");
    await server.runyard(["abort", id]);
    await until("nothing of it is left", () => processesOf(server).every(({ attempt }) => attempt === null));
    assert.notEqual(identify(bystander.pid), null);
    assert.equal(bystander.signalCode, null);
  } finally {
    bystander.kill();
  }
});

test("what the shutdown of the machine has ended is done again", async () => {
  await using server = await TestServer.start(JOBS);
  const gate = join(server.folder, "gate");
  const id = await submit(server, ["nap", `gate=${gate}`]);
  const pid = await runningPid(server, id);
  const shim = processesOf(server).find(({ role }) => role === "shim");
  assert.ok(shim?.attempt);
  await server.kill();
  killAgent(server);
  process.kill(pid, "SIGTERM");
  const folder = join(server.folder, "data", "agent", "attempts", shim.attempt);
  await until(
    "its end is recorded, and its shim gone",
    () => existsSync(join(folder, "end")) && isGone(shim.pid),
  );
  // As another boot of the machine finds it.
  for (const name of ["identity", "end"]) {
    const record = readFileSync(join(folder, name), "utf8");
    writeFileSync(join(folder, name), record.replace(/^boot .*$/m, "boot 0b"));
  }
  writeFileSync(gate, "");
  await server.restart();
  assert.equal((await ended(server, id)).phase, "COMPLETED");
  const { attempts } = await get<{ attempts: AttemptView[] }>(server, `/jobs/${id}/attempts`);
  assert.deepEqual(
    attempts.map(({ outcome }) => outcome),
    [
      { kind: "lost", message: "the machine was shut down, and SIGTERM ended it" },
      { kind: "exit", status: 0 },
    ],
  );
});

async function submit(server: TestServer, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await server.runyard(["submit", ...args]);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

async function runningPid(server: TestServer, id: string): Promise<number> {
  let pid: number | null = null;
  await until("it runs", async () => {
    const { attempts } = await get<{ attempts: AttemptView[] }>(server, `/jobs/${id}/attempts`);
    pid = attempts.at(-1)?.pid ?? null;
    return pid !== null;
  });
  assert.ok(pid !== null);
  return pid;
}

/** Waits for its end, also where its agent was silent for a while. */
async function ended(server: TestServer, id: string): Promise<JobView> {
  let job: JobView | undefined;
  await until(
    "it has ended",
    async () => {
      job = await get<JobView>(server, `/jobs/${id}?wait=20&phase=EXECUTING`);
      return isEnd(job.phase);
    },
    120_000,
  );
  assert.ok(job !== undefined);
  return job;
}

async function get<T>(server: TestServer, path: string): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`);
  assert.equal(response.status, 200, path);
  return (await response.json()) as T;
}

function processesOf(server: TestServer): ReturnType<typeof ourProcesses> {
  return ourProcesses(join(server.folder, "data"));
}

function commandsOf(server: TestServer): ReturnType<typeof ourProcesses> {
  return processesOf(server).filter(({ role }) => role === "command");
}

function killAgent(server: TestServer): number {
  const agent = processesOf(server).find(({ role }) => role === "agent");
  assert.ok(agent, "There is no agent");
  process.kill(agent.pid, "SIGKILL");
  return agent.pid;
}
