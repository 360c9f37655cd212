import assert from "node:assert/strict";
import { test } from "node:test";
import { Scheduling } from "../../test/schedule/scheduling.ts";

test("Scheduler starts what waits when the job of a schedule that is gone has ended, where all are serial", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  const stays = { b: { at: "2:00" } };
  await it.start({ a: { at: "1:00" }, ...stays }, true);
  await it.until("2026-03-01T01:30:00Z");
  const left = await it.open("a");
  await it.stop();
  await it.start(stays, true);
  await it.until("2026-03-01T02:30:00Z");
  assert.deepEqual(await it.store.openSchedules(), ["a"]);
  await it.end(left);
  await it.settle();
  assert.deepEqual(await it.store.openSchedules(), ["b"]);
});

test("Scheduler ends with overlap: replace what a server was about to end when it was killed", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  const schedules = { slow: { cron: "0 * * * *", overlap: "replace" } };
  await it.start(schedules);
  await it.until("2026-03-01T01:30:00Z");
  const left = await it.open("slow");
  await it.stop();
  const due = Date.parse("2026-03-01T02:00:00Z");
  await it.store.transact(async (tx) => {
    const state = await tx.scheduleState("slow");
    assert.ok(state !== undefined);
    await tx.saveScheduleState({ ...state, lastDue: due });
    await tx.insertFiring({
      ...{ schedule: "slow", due, until: due, count: 1, at: due, isManual: false, isLate: false },
      ...{ decision: "replaced", reason: null, job: null },
    });
  });
  it.time.jump(due + 1000);
  await it.start(schedules);
  await it.until("2026-03-01T02:30:00Z");
  assert.equal((await it.store.job(left))?.phase, "ABORTED");
  assert.equal((await it.store.firingOf(await it.open("slow")))?.due, due);
});

test("Scheduler tells of no deadline whose job succeeded and is gone since, when it is started again", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  const schedules = { weekly: { at: "w1 12:00", deadline: "30m" } };
  await it.start(schedules);
  await it.until("2026-03-02T13:00:00Z");
  const { lastJob } = await it.scheduler.one("weekly");
  assert.ok(lastJob !== null);
  await it.store.transact((tx) => tx.removeJob(lastJob));
  await it.stop();
  await it.start(schedules);
  await it.until("2026-03-04T00:00:00Z");
  assert.deepEqual(it.late, []);
});

test("Scheduler tells of each deadline that passed while no server was there, and of none twice", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  const schedules = { often: { cron: "*/10 * * * *", deadline: "25m", missed: "skip" } };
  const dues = (): readonly string[] => it.late.map(({ due }) => new Date(due).toISOString().slice(11, 16));
  await it.start(schedules);
  await it.until("2026-03-01T00:41:00Z");
  assert.deepEqual(dues(), ["00:10"]);
  await it.stop();
  it.time.jump(Date.parse("2026-03-01T00:58:00Z"));
  await it.start(schedules);
  await it.until("2026-03-01T00:59:00Z");
  assert.deepEqual(dues(), ["00:10", "00:20"]);
  // One row stands for those that were skipped, from 00:20 to 00:40.
  await it.until("2026-03-01T01:16:00Z");
  assert.deepEqual(dues(), ["00:10", "00:20", "00:40", "00:50"]);
});

test("Scheduler says of a deadline why nothing ran, also where one row stands for several due instants", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  const schedules = { often: { cron: "*/10 * * * *", deadline: "5m", missed: "skip" } };
  await it.start(schedules);
  await it.until("2026-03-01T00:40:00Z");
  const job = await it.open("often");
  const skipped = `job ${job} of it has not ended`;
  assert.deepEqual(
    it.late.map(({ reason }) => reason),
    ["its job is QUEUED", skipped, skipped],
  );
  await it.stop();
  await it.end(job);
  it.time.jump(Date.parse("2026-03-01T02:03:00Z"));
  await it.start(schedules);
  await it.until("2026-03-01T02:09:00Z");
  assert.equal(it.late.at(-1)?.reason, "it could not be started in time");
});

test("Scheduler does not take for missed what was due while a schedule was not in the configuration", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  const schedules = { daily: { at: "4:30" } };
  await it.start(schedules);
  await it.until("2026-03-02T00:00:00Z");
  await it.reload({});
  await it.until("2026-03-05T12:00:00Z");
  await it.reload(schedules);
  await it.until("2026-03-06T12:00:00Z");
  assert.deepEqual(await it.story("daily"), ["fired 2026-03-01T04:30Z", "fired 2026-03-06T04:30Z"]);
});

test("Scheduler has missed nothing whose jitter is not over when it is started again", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  const schedules = { spread: { at: "1:00", jitter: "50m", missed: "skip" } };
  await it.start(schedules);
  await it.until("2026-03-01T01:00:01Z");
  await it.stop();
  await it.start(schedules);
  await it.until("2026-03-01T02:00:00Z");
  assert.deepEqual(await it.story("spread"), ["fired 2026-03-01T01:00Z"]);
});
