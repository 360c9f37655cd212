import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { identify } from "../src/process/mod.ts";
import type { AttemptView, JobView } from "../src/server/api.ts";
import { ourProcesses } from "./our-processes.ts";
import { until } from "./run-job.ts";
import { TestServer } from "./runyard.ts";

const JOBS = `
nap: { command: [sh, -c, "echo $$; sleep {seconds}; echo done"], parameters: { seconds: { type: number, required: true } } }
brief: { command: [sleep, "600"], limits: { duration: 3s, grace: 1s } }
`;

test("a job that was running goes on with the same pid when server or agent die", async () => {
  await using server = await TestServer.start(JOBS);
  const id = await submit(server, ["nap", "seconds=8"]);
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
  killAgent(server);
  await server.kill();
  await server.restart();
  const job = await get<JobView>(server, `/jobs/${id}?wait=30&phase=EXECUTING`);
  assert.equal(job.phase, "COMPLETED");
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
  const job = await get<JobView>(server, `/jobs/${id}?wait=30&phase=EXECUTING`);
  assert.equal(job.phase, "ABORTED");
  assert.match(job.error?.message ?? "", /execution duration of 3\.0 s was reached/);
  assert.ok(Date.now() - started >= 3000);
  await until("its process is gone", () => commandsOf(server).length === 0);
});

test("a limit that passes while the server is away is kept by the agent", async () => {
  await using server = await TestServer.start(JOBS);
  const id = await submit(server, ["brief"]);
  await runningPid(server, id);
  await server.kill();
  await until("its process is gone", () => commandsOf(server).length === 0);
  await server.restart();
  const job = await get<JobView>(server, `/jobs/${id}?wait=30&phase=EXECUTING`);
  assert.equal(job.phase, "ABORTED");
});

test("a pid that belongs to another process now is neither adopted nor signalled", async () => {
  await using server = await TestServer.start(JOBS);
  const bystander = spawn("sleep", ["60"], { stdio: "ignore" });
  try {
    const id = await submit(server, ["nap", "seconds=600"]);
    await runningPid(server, id);
    const [shim, command] = ["shim", "command"].map((role) =>
      processesOf(server).find((process) => process.role === role),
    );
    assert.ok(shim?.attempt && command && bystander.pid !== undefined);
    killAgent(server);
    await server.kill();
    // As if the machine had given the pids of shim and command to somebody else since.
    for (const { pid } of [shim, command]) process.kill(pid, "SIGKILL");
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
    assert.notEqual(identify(bystander.pid), null);
    assert.equal(bystander.signalCode, null);
  } finally {
    bystander.kill();
  }
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
