import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptNotice } from "../../../src/store/mod.ts";
import type { StoreKind } from "./kind.ts";

const notice: KeptNotice = {
  target: "ops@example.org",
  subject: "job type a",
  kind: "failure",
  count: 3,
  firstAt: 1000,
  at: 5000,
  refusal: null,
  facts: { title: "a ☃ 'quoted'", list: [1, null] },
};

export function noticeTests({ open, openVersion1 }: StoreKind): void {
  test("notices() keeps one for each target, subject and kind, oldest first", async () => {
    await using opened = await open();
    const others: readonly KeptNotice[] = [
      { ...notice, target: "https://example.org/hook", firstAt: 3 },
      { ...notice, subject: "job type b", firstAt: 1 },
      { ...notice, kind: "recovery", firstAt: 2, refusal: "550 no" },
    ];
    await opened.store.transact(async (tx) => {
      for (const one of [notice, ...others]) await tx.saveNotice({ ...one, count: 1 });
      for (const one of [notice, ...others]) await tx.saveNotice(one);
      assert.equal((await tx.notices()).length, 4);
    });
    await opened.reopen();
    const { store } = opened;
    assert.deepEqual(await store.notices(), [others[1], others[2], others[0], notice]);
    assert.deepEqual(await store.notice(notice.target, notice.subject, "failure"), notice);
    assert.equal(await store.notice(notice.target, "job type c", "failure"), undefined);
    await store.transact((tx) => tx.removeNotice(notice));
    assert.deepEqual(await store.notices(), [others[1], others[2], others[0]]);
  });

  test("saveNotice() is undone with its work, and works in a store of version 1", async () => {
    await using opened = await openVersion1();
    const work = opened.store.transact(async (tx) => {
      await tx.saveNotice(notice);
      await tx.setNotifyState("cursor", 5);
      throw new Error("no");
    });
    await assert.rejects(work, /^Error: no$/);
    assert.deepEqual(await opened.store.notices(), []);
    assert.equal(await opened.store.notifyState("cursor"), undefined);
  });

  test("notifyState() gives what was remembered last, and nothing after it is forgotten", async () => {
    await using opened = await open();
    const { store } = opened;
    const set = (value: unknown): Promise<void> =>
      store.transact((tx) => tx.setNotifyState("target ☃", value));
    await set(0);
    assert.equal(await store.notifyState("target ☃"), 0);
    await set({ tries: 2, problem: null });
    assert.deepEqual(await store.notifyState("target ☃"), { tries: 2, problem: null });
    assert.equal(await store.notifyState("target"), undefined);
    await set(null);
    assert.equal(await store.notifyState("target ☃"), undefined);
  });
}
