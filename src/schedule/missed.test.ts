import assert from "node:assert/strict";
import { test } from "node:test";
import { Scheduling } from "../../test/schedule/scheduling.ts";

const HOUR_MS = 3_600_000;

/** A server that is there on the first day, away for three, and back at noon on the fifth. */
async function backAfterDays(schedule: object, endsAtOnce = true): Promise<Scheduling> {
  const it = await Scheduling.open("2026-03-01T00:00:00Z");
  await it.start({ nightly: { at: "4:30", ...schedule } });
  await it.until("2026-03-01T12:00:00Z");
  await it.stop();
  it.time.jump(Date.parse("2026-03-05T12:00:00Z"));
  it.endsAtOnce = endsAtOnce;
  await it.start({ nightly: { at: "4:30", ...schedule } });
  await it.until("2026-03-05T13:00:00Z");
  return it;
}

test("Scheduler makes up for the last one that was missed, and counts the others", async () => {
  await using it = await backAfterDays({});
  assert.deepEqual(await it.story("nightly"), [
    "fired 2026-03-01T04:30Z",
    "missed 2026-03-02T04:30Z ×3 late",
    "fired 2026-03-05T04:30Z late",
  ]);
  assert.match(it.logged.join("\n"), /schedule "nightly" missed 3 due instants/);
});

test("Scheduler makes up for nothing with missed: skip, or after the deadline", async () => {
  for (const rule of [{ missed: "skip" }, { missed_deadline: "1h" }]) {
    await using it = await backAfterDays(rule);
    assert.deepEqual(await it.story("nightly"), [
      "fired 2026-03-01T04:30Z",
      "missed 2026-03-02T04:30Z ×4 late",
    ]);
    await it.until("2026-03-06T12:00:00Z");
    assert.equal((await it.story("nightly")).at(-1), "fired 2026-03-06T04:30Z");
  }
});

test("Scheduler makes up for all of them, one after another, with missed: all", async () => {
  await using it = await backAfterDays({ missed: "all", missed_deadline: "2d" }, false);
  assert.deepEqual(await it.story("nightly"), [
    "fired 2026-03-01T04:30Z",
    "missed 2026-03-02T04:30Z ×2 late",
    "fired 2026-03-04T04:30Z late",
    "queued 2026-03-05T04:30Z late",
  ]);
  await it.end(await it.open("nightly"));
  await it.settle();
  const last = await it.store.firingOf(await it.open("nightly"));
  assert.equal(last?.due, Date.parse("2026-03-05T04:30:00Z"));
});

test("Scheduler does not take for missed what another timing would have had due", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  await it.start({ nightly: { at: "4:30" } });
  await it.until("2026-03-01T12:00:00Z");
  await it.reload({ nightly: { at: "5:30" }, fresh: { at: "3:00" } });
  await it.until("2026-03-02T12:00:00Z");
  assert.deepEqual(await it.story("nightly"), ["fired 2026-03-01T04:30Z", "fired 2026-03-02T05:30Z"]);
  assert.deepEqual(await it.story("fresh"), ["fired 2026-03-02T03:00Z"]);
});

test("Scheduler keeps guards and last runs by id when it is reloaded or started again", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  const schedules = { work: { every: "1h" }, other: { every: "1h" } };
  await it.start(schedules);
  await it.until("2026-03-01T00:30:00Z");
  const job = await it.open("work");
  await it.reload(schedules);
  await it.until("2026-03-01T01:10:00Z");
  assert.deepEqual(await it.story("work"), ["fired 2026-03-01T00:06Z", "skipped 2026-03-01T01:06Z"]);
  await it.stop();
  await it.start(schedules);
  await it.until("2026-03-01T02:10:00Z");
  assert.equal((await it.story("work")).at(-1), "skipped 2026-03-01T01:06Z ×2");
  assert.equal(await it.open("work"), job);
  await it.stop();
  await it.end(job);
  await it.start(schedules);
  await it.until("2026-03-01T03:10:00Z");
  assert.equal((await it.story("work")).at(-1), "fired 2026-03-01T03:06Z");
});

test("Scheduler starts at once after its start what is due every so often with a minus", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  await it.start({ now: { every: -3600 }, later: { every: 3600 } });
  await it.until("2026-03-01T01:10:00Z");
  const dues = await Promise.all(["now", "later"].map((name) => it.store.firings(name, 10)));
  const start = Date.parse("2026-03-01T00:00:00Z");
  assert.deepEqual(
    dues.map((firings) => firings.toReversed().map(({ due }) => Math.floor((due - start) / 60_000))),
    [
      [0, 60],
      [6, 66],
    ],
  );
});

test("Scheduler keeps what is paused so over restarts, and makes up for nothing when it is resumed", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  const schedules = { nightly: { at: "4:30" }, asleep: { at: "4:30", paused: true } };
  await it.start(schedules);
  assert.equal((await it.scheduler.pause("nightly")).state, "paused");
  await it.stop();
  await it.start(schedules);
  await it.until("2026-03-03T12:00:00Z");
  assert.deepEqual(await it.story("nightly"), []);
  const resumed = await it.scheduler.resume("nightly");
  assert.deepEqual([resumed.state, resumed.next], ["waiting", Date.parse("2026-03-04T04:30:00Z")]);
  const { state, nextDue } = await it.scheduler.one("asleep");
  assert.deepEqual([state, nextDue], ["paused", []]);
  await it.scheduler.resume("asleep");
  await it.stop();
  await it.start(schedules);
  await it.until("2026-03-04T12:00:00Z");
  assert.deepEqual(await it.story("nightly"), ["fired 2026-03-04T04:30Z"]);
  assert.deepEqual(await it.story("asleep"), ["fired 2026-03-04T04:30Z"]);
});

test("Scheduler fires nothing twice where the clock goes back, and goes on where it jumps ahead", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  await it.start({ hourly: { cron: "0 * * * *" }, often: { every: "10m" } });
  await it.until("2026-03-01T05:30:00Z");
  it.time.jump(it.time.now() - 2 * HOUR_MS);
  await it.until("2026-03-01T06:30:00Z");
  const hours = Array.from({ length: 6 }, (_, index) => `fired 2026-03-01T0${index + 1}:00Z`);
  assert.deepEqual(await it.story("hourly"), hours);
  assert.match(it.logged.join("\n"), /the clock went back by 71\d\d s/);
  const often = await it.store.firings("often", 1000);
  // Five hours and a half, and once more the three that came again.
  assert.ok(often.length >= 49 && often.length <= 52, String(often.length));
  it.time.jump(it.time.now() + 10 * HOUR_MS);
  await it.until("2026-03-01T17:30:00Z");
  assert.deepEqual((await it.story("hourly")).slice(6), [
    "missed 2026-03-01T07:00Z ×9 late",
    "fired 2026-03-01T16:00Z late",
    "fired 2026-03-01T17:00Z",
  ]);
});

test("Scheduler forgets a clock that was years ahead", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  await it.start({ hourly: { cron: "0 * * * *" } });
  await it.until("2026-03-01T01:30:00Z");
  it.time.jump(Date.parse("2030-01-01T00:30:00Z"));
  await it.until("2030-01-01T00:31:00Z");
  it.time.jump(Date.parse("2026-03-01T01:32:00Z"));
  await it.until("2026-03-01T03:30:00Z");
  const fired = (await it.story("hourly")).filter((line) => line.startsWith("fired 2026"));
  assert.deepEqual(fired, ["fired 2026-03-01T01:00Z", "fired 2026-03-01T02:00Z", "fired 2026-03-01T03:00Z"]);
});
