import assert from "node:assert/strict";
import { chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../run-job.ts";
import { TestServer, finish, startRunyard } from "../runyard.ts";

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
});
