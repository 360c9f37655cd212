import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { until } from "../run-job.ts";
import { Gate } from "../gate.ts";
import { TestServer, finish, startRunyard } from "../runyard.ts";

const program = fileURLToPath(new URL("../../bin/runyard.js", import.meta.url));

/** Each run of it writes a line, and waits for a gate. */
const work = `command: [sh, -c, 'echo run >> ran; until [ -e gate ]; do sleep 0.05; done']`;
const schedules = `schedules: { ticks: { every: 100ms, overlap: queue, paused: true, ${work} } }`;

test("execute --local keeps others, and a server that comes later, from starting the schedule beside it", async () => {
  await using server = await TestServer.start(`other: { command: [echo] }`, schedules);
  await server.kill();
  const { folder } = server;
  const ran = (): number =>
    existsSync(join(folder, "ran")) ? readFileSync(join(folder, "ran"), "utf8").split("\n").length - 1 : 0;
  const options = { cwd: folder, environment: { RUNYARD_SERVER: server.url } };
  const first = startRunyard(["execute", "ticks", "--local"], options);
  const firstEnd = finish(first);
  await until("it runs", () => ran() === 1);

  const second = await server.runyard(["execute", "ticks", "--local"]);
  assert.equal(second.status, 3);
  assert.match(
    second.stderr,
    /^Cannot execute the schedule "ticks" here: runyard execute --local with pid \d+ has it since \S+\n$/,
  );

  await server.restart();
  let said = "";
  server.process.stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
  const asked = await server.runyard(["execute", "ticks"]);
  assert.equal(asked.status, 3);
  assert.match(
    asked.stderr,
    /^Cannot start the schedule "ticks": runyard execute --local with pid \d+ has it since \S+\n$/,
  );
  await server.runyard(["schedules", "resume", "ticks"]);
  await until("the server has tried", () =>
    /"ticks" could not be fired, and is tried again: Cannot start .* runyard execute --local/.test(said),
  );
  assert.equal(ran(), 1);

  writeFileSync(join(folder, "gate"), "");
  assert.equal((await firstEnd).status, 0);
  await until("the server runs it", () => ran() > 1);
});

test("execute --local runs where it can't lock, and says so; what root locks is the user's whose data folder it is", async () => {
  await using server = await TestServer.start(
    `other: { command: [echo] }`,
    `schedules: { once: { every: 1h, command: [echo, done] } }`,
  );
  await server.kill();
  const data = join(server.folder, "data");
  const place = join(data, "schedules");
  writeFileSync(place, "");
  const blocked = await server.runyard(["execute", "once", "--local"]);
  assert.deepEqual([blocked.status, blocked.stdout], [0, "done\n"]);
  assert.match(
    blocked.stderr,
    /^Cannot make the folder ".*schedules": .*: nothing keeps others from starting it meanwhile\n$/,
  );

  rmSync(place);
  if (process.getuid?.() === 0) chownSync(data, 65534, 65534);
  const { uid } = statSync(data);
  assert.equal((await server.runyard(["execute", "once", "--local"])).stderr, "");
  assert.deepEqual([statSync(place).uid, statSync(join(place, "once.lock")).uid], [uid, uid]);

  const others = join(server.folder, "others");
  writeFileSync(others, "", { mode: 0o600 });
  for (const name of ["once.owner", "once.run"]) symlinkSync(others, join(place, name));
  assert.equal((await server.runyard(["execute", "once", "--local"])).stderr, "");
  rmSync(join(place, "once.lock"));
  symlinkSync(others, join(place, "once.lock"));
  const linked = await server.runyard(["execute", "once", "--local"]);
  assert.equal(linked.stdout, "done\n");
  assert.match(linked.stderr, /^Cannot use ".*once\.lock": it is a link: nothing keeps others/);
  assert.deepEqual([readFileSync(others, "utf8"), statSync(others).uid], ["", process.getuid?.()]);
});

/** A schedule whose work says that it has come, and waits for a gate. */
function waiting(gate: Gate): string {
  return `schedules: { long: { every: 1h, command: [sh, -c, "echo here; ${gate.arrive}; ${gate.wait}"] } }`;
}

test("execute --local that is killed leaves what it had started, and nobody starts the schedule beside it", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(`other: { command: [echo] }`, waiting(gate));
  const first = server.startRunyard(["execute", "long", "--local"]);
  const firstEnd = finish(first);
  await until("it runs", () => gate.arrived === 1);
  first.kill("SIGKILL");
  await firstEnd;

  const left =
    'what a "runyard execute --local" that was killed had started still runs \\(process \\d+\\)\n$';
  const second = await server.runyard(["execute", "long", "--local"]);
  assert.equal(second.status, 3);
  assert.match(second.stderr, new RegExp(`^Cannot execute the schedule "long" here: ${left}`));
  const asked = await server.runyard(["execute", "long"]);
  assert.equal(asked.status, 3);
  assert.match(asked.stderr, new RegExp(`^Cannot start the schedule "long": ${left}`));
  assert.equal(gate.arrived, 1);

  gate.open();
  const place = readFileSync(join(server.folder, "data", "schedules", "long.run"), "utf8");
  let again = await server.runyard(["execute", "long", "--local"]);
  while (again.status === 3) again = await server.runyard(["execute", "long", "--local"]);
  assert.deepEqual([again.status, again.stdout, gate.arrived], [0, "here\n", 2]);
  rmSync(place, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test("execute --local ends what it started when it is told to end, when nobody reads on, and when the disk is full", async () => {
  using gate = new Gate();
  const talk = `command: [sh, -c, "echo $$; ${gate.arrive}; while :; do echo more; sleep 0.05; done"]`;
  await using server = await TestServer.start(
    `other: { command: [echo] }`,
    `schedules: { talk: { every: 1h, ${talk} } }`,
  );
  const toTalk = [program, "execute", "talk", "--local"];
  const ends = [
    (child: ChildProcess) => child.kill("SIGTERM"),
    (child: ChildProcess) => child.stdout?.destroy(),
  ];
  for (const [index, end] of ends.entries()) {
    const child = server.startRunyard(["execute", "talk", "--local"]);
    let said = "";
    child.stdout?.on("data", (piece: Buffer) => (said += piece.toString()));
    const exited = once(child, "exit");
    await until("it runs", () => gate.arrived === index + 1 && said.includes("more"));
    end(child);
    await exited;
    assert.ok(!existsSync(`/proc/${Number.parseInt(said, 10)}`), "nothing of it runs");
    assert.equal(existsSync(join(server.folder, "data", "schedules", "talk.run")), false);
  }
  const toFull = spawn("/bin/sh", ["-c", 'exec "$0" "$@" >/dev/full', process.execPath, ...toTalk], {
    cwd: server.folder,
  });
  assert.equal((await finish(toFull)).status, 1);
});

test("execute --local asks the data folder whether the schedule runs: no server need answer", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(`other: { command: [echo] }`, waiting(gate));
  const { id } = JSON.parse((await server.runyard(["--json", "execute", "long"])).stdout) as { id: string };
  await until("it runs", () => gate.arrived === 1);
  const elsewhere = { environment: { RUNYARD_SERVER: "http://127.0.0.1:1" } };
  const beside = await server.runyard(["execute", "long", "--local"], elsewhere);
  const refusal = `Cannot execute the schedule "long" here: job ${id} of it has not ended\n`;
  assert.deepEqual([beside.status, beside.stderr], [3, refusal]);

  await server.kill();
  const outlived = await server.runyard(["execute", "long", "--local"]);
  assert.deepEqual([outlived.status, outlived.stderr], [3, refusal]);

  gate.open();
  let again = await server.runyard(["execute", "long", "--local"]);
  while (again.status === 3) again = await server.runyard(["execute", "long", "--local"]);
  assert.deepEqual([again.status, again.stdout], [0, "here\n"]);
});

test("execute --local leaves a job to the next server that has items to do", async () => {
  using gate = new Gate();
  await using server = await TestServer.start(
    `many: { agenda: "x[1-2]", command: [sh, -c, "${gate.arrive}; ${gate.wait}"], instances: 1 }`,
    `schedules: { many: { every: 1h, job: many } }`,
  );
  await server.runyard(["execute", "many"]);
  await until("its first item runs", () => gate.arrived === 1);
  await server.kill();
  gate.open();
  const attempts = join(server.folder, "data", "agent", "attempts");
  await until("that has ended", () =>
    readdirSync(attempts).some((id) => existsSync(join(attempts, id, "end"))),
  );
  const beside = await server.runyard(["execute", "many", "--local"]);
  assert.equal(beside.status, 3);
  assert.match(beside.stderr, /^Cannot execute the schedule "many" here: job \w+ of it has not ended\n$/);
});

test("execute --local writes what each item writes, and says that results are not kept", async () => {
  await using server = await TestServer.start(
    `many: { agenda: "x[1-3]", command: [sh, -c, "echo out {item}; echo err >&2; exit {index}"], instances: 1 }`,
    `schedules:
  many: { every: 1h, job: many }
  left: { every: 1h, command: [sh, -c, "echo 1 > $RUNYARD_RESULTS/a.txt"] }`,
  );
  const many = await server.runyard(["execute", "many", "--local"]);
  assert.deepEqual([many.status, many.stdout], [1, "x1: out x1\nx2: out x2\nx3: out x3\n"]);
  assert.match(many.stderr, /^x1: err\nx2: err\nx3: err\n3 of 3 items failed/);
  const left = await server.runyard(["execute", "left", "--local"]);
  assert.equal(left.status, 0);
  assert.match(left.stderr, /^Its results are not kept, "a.txt" for one: a server keeps them/);
});
