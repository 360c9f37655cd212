import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { until } from "../../test/run-job.ts";
import { TestServer } from "../../test/runyard.ts";
import type { JobView } from "../server/api.ts";

const jobs = `
frames:
  command: [sh, -c, 'echo $1 >> "$0.done"; test $1 = frame1 || until test -e "$0"; do sleep 0.02; done', "{gate}", "{item}"]
  parameters: { gate: { type: string, required: true } }
  agenda: frame[1-3]
  instances: 1
hello:
  command: [sh, -c, 'echo hello > "$RUNYARD_RESULTS/hello.txt"']
`;
/** It is due once in a life of the server, at once. */
const schedules = `
schedules:
  once: { every: -86400, command: [sh, -c, "echo ran >> ran"] }
`;

test("runyard restore brings back what a copy knows, runs nothing again, and deletes nothing", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(jobs, schedules);
  const run = async (...args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await server.runyard(args);
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  const job = async (id: string): Promise<JobView> => JSON.parse(await run("show", id, "--json")) as JobView;
  await until("the schedule has run", async () => (await textOf(server, "ran")) === "ran\n");
  const kept = await run("submit", "frames", `gate=${gate.path}`);
  await until("the second frame runs", async () => (await job(kept)).items.complete === 1);
  await run("backup", "copy.sqlite");
  gate.open();
  const later = await run("submit", "hello");
  await run("wait", kept);
  await run("wait", later);

  const busy = await server.runyard(["restore", "copy.sqlite"]);
  assert.equal(busy.status, 6);
  assert.match(busy.stderr, /^Cannot open the data folder ".*": server with pid \d+ has it since /);
  await run("stop");
  const said = await run("restore", "copy.sqlite");
  assert.match(said, /^Restored ".*data", with \d jobs$/m);
  const aside = /^What was there before is in "(.*)"$/m.exec(said)?.[1] ?? "";
  assert.deepEqual((await readdir(aside)).toSorted(), ["jobs", "runyard.sqlite"]);
  await server.restart();

  const { phase, items, error } = await job(kept);
  assert.deepEqual([phase, items.complete, items.failed], ["ERROR", 1, 2]);
  assert.match(error?.message ?? "", /restored from a copy, and what became of the job .* is not known$/);
  assert.equal((await server.runyard(["show", later])).status, 4);
  const files = await readdir(aside, { recursive: true });
  assert.ok(files.some((name) => name.includes(later) && name.endsWith("hello.txt")));
  await run("submit", "hello", "--wait");
  assert.equal(await readFile(`${gate.path}.done`, "utf8"), "frame1\nframe2\nframe3\n");
  assert.equal(await textOf(server, "ran"), "ran\n");
  await run("wait", await run("retry", kept));
  assert.equal(await readFile(`${gate.path}.done`, "utf8"), "frame1\nframe2\nframe3\nframe2\nframe3\n");
});

test("runyard restore refuses what is no copy, and leaves all as it was", async () => {
  await using server = await TestServer.start(jobs);
  const { stdout } = await server.runyard(["submit", "hello", "--wait", "--json"]);
  const id = /"id":"(\w+)"/.exec(stdout)?.[1] ?? "";
  await server.runyard(["stop"]);
  await writeFile(join(server.folder, "text"), "no copy\n".repeat(1000));
  await writeFile(join(server.folder, "nothing"), "");
  for (const [copy, reason] of [
    ["text", "it is not a database"],
    ["nothing", "it is empty"],
    ["missing", "there is no such file"],
    [".", "it is a folder"],
  ] as const) {
    const { status, stderr } = await server.runyard(["restore", copy]);
    assert.deepEqual([status, stderr], [2, `Cannot restore "${join(server.folder, copy)}": ${reason}\n`]);
  }
  if (process.getuid?.() === 0) {
    const data = join(server.folder, "data");
    await chown(data, 65534, 65534);
    const { status, stderr } = await server.runyard(["restore", "text"]);
    assert.equal(status, 6);
    assert.match(
      stderr,
      /: it belongs to the user with id 65534; restore it as that user: sudo -u '#65534' /,
    );
    await chown(data, 0, 0);
  }
  await server.restart();
  assert.match((await server.runyard(["show", id])).stdout, /COMPLETED/);
});

test("runyard restore refuses while commands of the jobs run, and a restore that was cut short is done again", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(jobs);
  await server.runyard(["backup", "copy.sqlite"]);
  const id = (await server.runyard(["submit", "frames", `gate=${gate.path}`])).stdout.trim();
  await until("a frame waits", async () =>
    (await server.runyard(["items", id, "--phase", "running"])).stdout.includes("frame2"),
  );
  await server.kill();
  const refused = await server.runyard(["restore", "copy.sqlite"]);
  assert.equal(refused.status, 3);
  assert.match(
    refused.stderr,
    /1 command of its jobs still runs \(process \d+\); a server on it can follow them/,
  );
  await server.restart();
  gate.open();
  await server.runyard(["wait", id]);
  await server.runyard(["stop"]);
  await mkdir(join(server.folder, "data", "restoring"));
  const { status, stderr } = await server.runyard(["serve"]);
  assert.equal(status, 6);
  assert.match(stderr, /a restore was cut short; do it again with: runyard restore$/m);
  assert.equal((await server.runyard(["restore", "copy.sqlite"])).status, 0);
  await server.restart();
  assert.equal((await server.runyard(["jobs", "--json"])).stdout, "");
});

test("runyard restore keeps together what it sets aside, cut short or not, and brings it back whole", async () => {
  await using server = await TestServer.start(jobs);
  const data = join(server.folder, "data");
  await server.runyard(["backup", "copy.sqlite"]);
  await server.runyard(["submit", "hello", "--wait"]);
  await server.kill();
  // The job is in the log beside the file, which is moved first.
  await mkdir(join(data, "restoring"));
  await rename(join(data, "runyard.sqlite-wal"), join(data, "restoring", "runyard.sqlite-wal"));
  const { stdout } = await server.runyard(["restore", "copy.sqlite", "--json"]);
  const { aside } = JSON.parse(stdout) as { readonly aside: string };
  assert.ok(["runyard.sqlite", "runyard.sqlite-wal"].every((name) => existsSync(join(aside, name))));
  assert.ok(!existsSync(join(data, "restoring")));
  const back = await server.runyard(["restore", join(aside, "runyard.sqlite")]);
  assert.match(back.stdout, /^Restored ".*", with 1 job$/m);
  await server.restart();
  assert.match((await server.runyard(["jobs"])).stdout, /hello +COMPLETED/);
});

test("runyard restore sets aside what a job has written that ended while no server was there", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(`
late: { command: [sh, -c, 'until test -e {gate}; do sleep 0.02; done; echo late > "$RUNYARD_RESULTS/late.txt"'], parameters: { gate: { type: string } } }`);
  await server.runyard(["backup", "copy.sqlite"]);
  const id = (await server.runyard(["submit", "late", `gate=${gate.path}`])).stdout.trim();
  await until("it runs", async () => (await server.runyard(["show", id])).stdout.includes("started"));
  await server.kill();
  gate.open();
  await until("it is over", async () => (await server.runyard(["restore", "copy.sqlite"])).status === 0);
  await server.restart();
  const files = await readdir(join(server.folder, "data"), { recursive: true });
  const late = files.filter((name) => /^before-restore-.*late\.txt$/.test(name));
  assert.equal(late.length, 1);
  assert.equal(await readFile(join(server.folder, "data", late[0] ?? ""), "utf8"), "late\n");
});

async function textOf({ folder }: TestServer, name: string): Promise<string> {
  return readFile(join(folder, name), "utf8").catch(() => "");
}
