import assert from "node:assert/strict";
import { test } from "node:test";
import { type Firing, type ScheduleState, newScheduleState } from "../../../src/job/mod.ts";
import type { StoreKind } from "./kind.ts";

const firing: Firing = {
  ...{ schedule: "nightly", due: 1000, until: 1000, count: 1, at: 1001, isManual: false, isLate: true },
  ...{ decision: "fired", reason: null, job: "a" },
};
const waiting: Firing = { ...firing, due: 2000, until: 2000, decision: "queued", job: null };

export function scheduleTests({ open, openVersion1 }: StoreKind): void {
  test("saveScheduleState() keeps what is remembered of a schedule, in place of what was", async () => {
    await using opened = await open();
    const fresh = newScheduleState("nightly", "{}", 5);
    const state: ScheduleState = {
      ...fresh,
      ...{
        lastDue: 7,
        paused: true,
        lastJob: "a",
        isOpen: true,
        lastPhase: "ERROR",
        failures: 2,
        skipped: 3,
      },
      ...{ properties: { seen: "yes", gone: null }, lateDue: 6 },
    };
    await opened.store.transact(async (tx) => {
      await tx.saveScheduleState(fresh);
      await tx.saveScheduleState(newScheduleState("other", "{}", 5));
      await tx.saveScheduleState(state);
    });
    await opened.reopen();
    assert.deepEqual(await opened.store.scheduleState("nightly"), state);
    assert.deepEqual(await opened.store.openSchedules(), ["nightly"]);
    assert.equal((await opened.store.scheduleStates()).length, 2);
    assert.equal(await opened.store.scheduleState("third"), undefined);
  });

  test("insertFiring() takes one firing for each due instant of a schedule, and one for each job", async () => {
    await using opened = await openVersion1();
    const { store } = opened;
    await store.transact((tx) => tx.insertFiring(firing));
    await assert.rejects(store.transact((tx) => tx.insertFiring({ ...firing, job: "b" })));
    await assert.rejects(store.transact((tx) => tx.insertFiring({ ...firing, due: 3000 })));
    await store.transact((tx) => tx.insertFiring({ ...firing, schedule: "other", job: null }));
    await opened.reopen();
    assert.deepEqual(await opened.store.firing("nightly", 1000), firing);
    assert.deepEqual(await opened.store.firingOf("a"), firing);
    assert.equal(await opened.store.firingOf("b"), undefined);
    assert.equal(await opened.store.firing("nightly", 1001), undefined);
  });

  test("waitingFirings() has those that wait for their job, oldest first", async () => {
    await using opened = await open();
    const { store } = opened;
    const replaced: Firing = { ...waiting, schedule: "other", due: 1500, decision: "replaced" };
    await store.transact(async (tx) => {
      for (const one of [firing, waiting, replaced, { ...waiting, due: 3000, decision: "skipped" as const }])
        await tx.insertFiring(one);
    });
    assert.deepEqual(await store.waitingFirings(), [replaced, waiting]);
    assert.deepEqual(await store.waitingFirings("nightly"), [waiting]);
    await store.transact((tx) => tx.saveFiring({ ...waiting, job: "c" }));
    assert.deepEqual(await store.waitingFirings("nightly"), []);
  });

  test("trimFirings() removes the oldest of a schedule, and nothing that waits", async () => {
    await using opened = await open();
    const { store } = opened;
    await store.transact(async (tx) => {
      await tx.insertFiring({ ...waiting, due: 0 });
      for (let due = 1; due <= 10; due++) await tx.insertFiring({ ...firing, due, job: `job${due}` });
      await tx.insertFiring({ ...firing, schedule: "other" });
      await tx.trimFirings("nightly", 3);
    });
    assert.deepEqual(
      (await store.firings("nightly", 100)).map(({ due }) => due),
      [10, 9, 8, 0],
    );
    assert.deepEqual(
      (await store.firings("nightly", 2)).map(({ due }) => due),
      [10, 9],
    );
    assert.equal((await store.firings("other", 100)).length, 1);
  });
}
