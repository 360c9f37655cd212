import assert from "node:assert/strict";
import { test } from "node:test";
import { RunyardError } from "../core/mod.ts";
import { Scheduling } from "../../test/schedule/scheduling.ts";

test("Scheduler fires a year of a day's time as the zone's clocks show it", async () => {
  await using it = await Scheduling.open("2026-01-01T00:00:00Z");
  await it.start({
    daily: { at: "4:30", timezone: "Europe/Berlin" },
    weekly: { at: "w3 15:02" },
    monthly: { cron: "0 0 31 * *" },
  });
  await it.until("2027-01-01T00:00:00Z");
  const daily = await it.store.firings("daily", 1000);
  assert.equal(daily.length, 365);
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", timeStyle: "short" });
  assert.deepEqual([...new Set(daily.map(({ due }) => clock.format(due)))], ["04:30"]);
  assert.ok(daily.every(({ decision, job, at, due }) => decision === "fired" && job !== null && at === due));
  const weekly = await it.store.firings("weekly", 1000);
  assert.equal(weekly.length, 52);
  assert.deepEqual([...new Set(weekly.map(({ due }) => new Date(due).getUTCDay()))], [3]);
  assert.equal((await it.story("monthly")).length, 7);
});

test("Scheduler counts what it skips while the last job runs, in one row and in the log", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ slow: { cron: "* * * * *" } });
  await it.until("2026-03-01T00:04:30Z");
  assert.deepEqual(await it.story("slow"), ["fired 2026-03-01T00:01Z", "skipped 2026-03-01T00:02Z ×3"]);
  const job = await it.open("slow");
  assert.equal((await it.scheduler.one("slow")).skipped, 3);
  assert.deepEqual(
    it.logged.filter((line) => line.includes("skipped")),
    [`schedule "slow" skipped 2026-03-01T00:02:00.000Z: Job ${job} of it has not ended`],
  );
  const events = await it.store.events({ after: 0, job, limit: 100 });
  assert.equal(events.filter(({ change }) => change.kind === "note").length, 1);
  await it.end(job);
  await it.until("2026-03-01T00:05:30Z");
  assert.equal((await it.story("slow")).at(-1), "fired 2026-03-01T00:05Z");
});

test("Scheduler keeps one waiting with overlap: queue, and starts it when the last has ended", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ slow: { cron: "* * * * *", overlap: "queue" } });
  await it.until("2026-03-01T00:04:30Z");
  const expected = ["fired 2026-03-01T00:01Z", "queued 2026-03-01T00:02Z", "skipped 2026-03-01T00:03Z ×2"];
  assert.deepEqual(await it.story("slow"), expected);
  const [skipped] = await it.store.firings("slow", 1);
  assert.equal(skipped?.reason, "One that was due before it waits for its turn");
  const first = await it.open("slow");
  await it.end(first);
  await it.settle();
  const second = await it.open("slow");
  assert.equal((await it.store.firingOf(second))?.due, Date.parse("2026-03-01T00:02:00Z"));
  assert.notEqual(first, second);
});

test("Scheduler tells once why what waits can't start, and starts it when it can", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ slow: { cron: "*/10 * * * *", overlap: "queue" } });
  await it.until("2026-03-01T00:20:30Z");
  const lock = await it.lock("slow");
  await it.end(await it.open("slow"));
  await it.until("2026-03-01T00:22:00Z");
  const told = it.logged.filter((line) => line.includes("a test with pid"));
  assert.equal(told.length, 1);
  await lock.release();
  await it.until("2026-03-01T00:22:10Z");
  assert.equal((await it.store.firingOf(await it.open("slow")))?.due, Date.parse("2026-03-01T00:20:00Z"));
});

test("Scheduler ends the last job with overlap: replace, and starts the next after it", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ slow: { cron: "* * * * *", overlap: "replace" } });
  await it.until("2026-03-01T00:01:30Z");
  const first = await it.open("slow");
  await it.until("2026-03-01T00:02:30Z");
  assert.equal((await it.store.job(first))?.phase, "ABORTED");
  assert.deepEqual(await it.story("slow"), ["fired 2026-03-01T00:01Z", "replaced 2026-03-01T00:02Z"]);
  const second = await it.store.job(await it.open("slow"));
  assert.equal(second?.plan?.setEnvironment["SCHEDULED_AT"], "2026-03-01T00:02:00.000Z");
  assert.equal((await it.scheduler.one("slow")).failures, 0);
});

test("Scheduler runs one after another, the longest waiting first, where all are serial", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ a: { at: "0:10" }, b: { at: "0:20" }, c: { at: "0:15" } }, true);
  await it.until("2026-03-01T00:30:00Z");
  assert.deepEqual(await it.store.openSchedules(), ["a"]);
  for (const name of ["a", "c", "b"]) {
    assert.deepEqual(await it.store.openSchedules(), [name]);
    await it.end(await it.open(name));
    await it.settle();
  }
  assert.deepEqual(await it.store.openSchedules(), []);
});

test("Scheduler counts failures in a row, and forgets them with a success", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ work: { cron: "* * * * *" } });
  for (const [minute, phase, failures] of [
    [1, "ERROR", 1],
    [2, "ERROR", 2],
    [3, "ABORTED", 2],
    [4, "COMPLETED", 0],
    [5, "ERROR", 1],
  ] as const) {
    await it.until(`2026-03-01T00:0${minute}:30Z`);
    await it.end(await it.open("work"), phase);
    await it.settle();
    const { failures: found, lastPhase, state } = await it.scheduler.one("work");
    assert.deepEqual([found, lastPhase, state], [failures, phase, "waiting"]);
  }
});

test("Scheduler executes now under the guard, and says so in the history", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ work: { at: "12:00" }, patient: { at: "12:00", overlap: "queue" } });
  const { job, firing } = await it.scheduler.execute("runyard.yaml#work");
  assert.equal(firing.isManual, true);
  await assert.rejects(
    it.scheduler.execute("work"),
    new RunyardError("not-allowed", `Cannot execute the schedule "work": job ${job?.id} of it has not ended`),
  );
  await it.until("2026-03-01T12:00:30Z");
  assert.deepEqual(
    (await it.story("work")).map((line) => line.replace(/ 2026\S+/, "")),
    ["fired manual", "skipped manual", "skipped"],
  );
  const first = await it.open("patient");
  assert.equal((await it.scheduler.execute("patient")).job, null);
  await it.end(first);
  await it.settle();
  assert.equal((await it.store.firingOf(await it.open("patient")))?.isManual, true);
  await assert.rejects(it.scheduler.execute("other.yaml#work"), { code: "not-found" });
});

test("Scheduler starts up to its jitter later, and records the due instant", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  await it.start({ spread: { at: "0:10", jitter: "30m" } });
  await it.until("2026-03-03T00:00:00Z");
  const firings = await it.store.firings("spread", 10);
  assert.deepEqual(await it.story("spread"), ["fired 2026-03-01T00:10Z", "fired 2026-03-02T00:10Z"]);
  const delays = firings.map(({ at, due }) => at - due);
  assert.ok(
    delays.every((delay) => delay >= 0 && delay <= 30 * 60_000),
    String(delays),
  );
  assert.notEqual(delays[0], delays[1]);
});

test("Scheduler tells of what did not succeed by its deadline", async () => {
  await using it = await Scheduling.open("2026-03-01T00:00:00Z");
  it.endsAtOnce = false;
  await it.start({ slow: { at: "0:10", deadline: "5m" }, quick: { at: "0:10", deadline: "5m" } });
  await it.until("2026-03-01T00:11:00Z");
  await it.end(await it.open("quick"));
  await it.until("2026-03-01T00:20:00Z");
  assert.deepEqual(
    it.late.map(({ schedule, reason }) => [schedule.id, reason]),
    [["slow", "its job is QUEUED"]],
  );
  assert.match(it.logged.join("\n"), /schedule "slow" did not finish by its deadline/);
});
