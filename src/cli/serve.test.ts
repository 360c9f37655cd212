import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { TestServer, finish, runRunyard } from "../../test/runyard.ts";

const jobs = `
tick:
  # It goes on when the gate is open.
  command: [sh, -c, 'for i in 1 2 3; do echo tick $i; done; until test -e "$0"; do sleep 0.02; done; for i in 4 5 6; do echo tick $i; done', "{gate}"]
  parameters: { gate: { type: string, required: true } }
sleep:
  command: [sleep, "600"]
`;

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "runyard-serve-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("runyard submit --wait and --follow go on where they were when the server is killed and started again", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(jobs);
  const following = server.startRunyard(["submit", "tick", `gate=${gate.path}`, "--follow"]);
  const waiting = server.startRunyard(["submit", "tick", `gate=${gate.path}`, "--wait"]);
  const runs = [finish(following), finish(waiting)] as const;
  await Promise.all([once(following.stdout ?? following, "data"), once(waiting.stdout ?? waiting, "data")]);
  await server.kill();
  await server.restart();
  gate.open();
  const [followed, waited] = await Promise.all(runs);
  for (const run of [followed, waited]) {
    assert.equal(run.status, 0, run.stderr);
    assert.equal(run.stderr.split("The server does not answer").length, 2);
    assert.equal(run.stderr.split("The server is back").length, 2);
  }
  assert.equal(followed.stdout, [1, 2, 3, 4, 5, 6].map((each) => `tick ${each}\n`).join(""));
});

test("runyard serve starts nothing of a schedule where its address is another program's", async () => {
  await withFolder(async (folder) => {
    await using other = await TestServer.start(jobs);
    const configuration = `store: data\nserver: { port: ${new URL(other.url).port} }\nschedules: { once: { every: -86400, command: ["true"] } }\n`;
    await writeFile(join(folder, "runyard.yaml"), configuration);
    const { status, stderr } = await runRunyard(["serve"], { cwd: folder });
    assert.equal(status, 8);
    assert.match(stderr, /^Cannot listen on "127\.0\.0\.1:\d+": another program listens there already\n$/);
    assert.equal(existsSync(join(folder, "data", "agent")), false);
  });
});

test("runyard serve ends at SIGINT, leaves jobs running and says so; the next one stops them with --abort", async () => {
  await using server = await TestServer.start(jobs);
  const id = (await server.runyard(["submit", "sleep"])).stdout.trim();
  await waitUntilExecuting(server, id);
  const said = finishStderr(server);
  server.process.kill("SIGINT");
  server.process.kill("SIGINT");
  assert.equal(
    await said,
    "The server has ended; 1 job goes on: start the server again to follow it, or to stop it with: runyard stop --abort\n",
  );
  assert.equal(server.process.exitCode, 0);
  await server.restart();
  assert.match((await server.runyard(["jobs"])).stdout, new RegExp(`^${id} +sleep +EXECUTING`, "m"));
  const stopped = await server.runyard(["stop", "--abort"]);
  assert.deepEqual(stopped, {
    status: 0,
    stdout: "The server has ended, and every job with it\n",
    stderr: "",
  });
});

test("runyard serve reads its configuration again at SIGHUP, and keeps the old one where the new has a mistake", async () => {
  await using server = await TestServer.start(jobs);
  const path = join(server.folder, "runyard.yaml");
  await writeFile(path, 'store: ./data\njobs:\n  again: { command: ["true"] }\n');
  await reload(server, /Read ".*runyard\.yaml" again/);
  assert.match((await server.runyard(["types"])).stdout, /\nagain\n$/);
  await writeFile(path, 'store: ./data\njobs:\n  wrong: { comand: ["true"] }\n');
  assert.match(await reload(server, /stays as it was/), /^runyard\.yaml:3:\d+: jobs\.wrong/);
  assert.match((await server.runyard(["types"])).stdout, /\nagain\n$/);
});

test("runyard serve says what keeps it from starting, in one line, with the code that belongs to it", async () => {
  await using server = await TestServer.start(jobs);
  await withFolder(async (folder) => {
    const missing = await runRunyard(["serve"], { cwd: folder });
    assert.deepEqual({ status: missing.status, stdout: missing.stdout }, { status: 7, stdout: "" });
    assert.match(missing.stderr, /^Cannot find a configuration in .*\n$/);

    assert.equal((await runRunyard(["init"], { cwd: folder })).status, 0);
    const twice = await runRunyard(["init"], { cwd: folder });
    assert.deepEqual(twice, {
      status: 2,
      stdout: "",
      stderr: 'Cannot write "runyard.yaml": there is one already\n',
    });

    const { port } = new URL(server.url);
    const taken = await runRunyard(["serve", "--port", port], { cwd: folder });
    assert.equal(taken.status, 8, taken.stderr);
    assert.match(taken.stderr, /^Cannot listen on .*\n$/);

    const open = await runRunyard(["serve", "--host", "0.0.0.0", "--port", "0"], { cwd: folder });
    assert.equal(open.status, 7, open.stderr);
    assert.match(open.stderr, /^Cannot listen on "0\.0\.0\.0".*\n$/);
  });
  const second = await runRunyard(["serve", "--port", "0"], { cwd: server.folder });
  assert.equal(second.status, 6, second.stderr);
  assert.equal(second.stderr.split("\n").length, 2);
});

async function waitUntilExecuting(server: TestServer, id: string): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/jobs/${id}?wait=20&phase=QUEUED`);
  const { phase } = (await response.json()) as { readonly phase: string };
  assert.equal(phase, "EXECUTING");
}

async function finishStderr({ process }: TestServer): Promise<string> {
  let said = "";
  process.stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
  await once(process, "close");
  return said;
}

async function reload({ process }: TestServer, until: RegExp): Promise<string> {
  const said = Promise.withResolvers<string>();
  let text = "";
  const listener = (piece: Buffer): void => {
    text += piece.toString();
    if (until.test(text)) said.resolve(text);
  };
  process.stderr?.on("data", listener);
  process.kill("SIGHUP");
  try {
    return await said.promise;
  } finally {
    process.stderr?.off("data", listener);
  }
}
