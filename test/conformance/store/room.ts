import assert from "node:assert/strict";
import { test } from "node:test";
import type { Store } from "../../../src/store/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, sampleJob } from "./samples.ts";

export function roomTests({ openSmall }: StoreKind): void {
  test("transact() says store-full when the disk is, keeps what it acknowledged, and goes on once there is room", async () => {
    await using opened = await openSmall();
    const { acknowledged, errors } = await fill(opened.store);
    assert.ok(acknowledged.length > 0);
    for (const error of errors) {
      assert.equal((error as { code?: unknown }).code, "store-full");
      assert.match(String(error), /^RunyardError: Cannot write to the store ".+": the disk is full$/);
    }
    const kept = (await opened.store.jobs({})).map((job) => job.id);
    assert.deepEqual(kept.toSorted(), acknowledged.toSorted());
    await opened.makeRoom();
    const later = await addJob(opened.store, {}, 2);
    await opened.reopen();
    assert.equal((await opened.store.items(later.id)).length, 2);
    assert.equal((await opened.store.jobs({})).length, acknowledged.length + 1);
    assert.deepEqual(await opened.faults(), []);
  });

  test("transact() rejects a work that hides the failure of the disk", async () => {
    await using opened = await openSmall();
    await fill(opened.store);
    const work = opened.store.transact(async (tx) => {
      const job = await tx
        .insertJob(sampleJob({ parameters: { text: "x".repeat(4_000_000) } }), 1)
        .catch(() => undefined);
      await tx
        .insertItems(job?.id ?? "none", [{ name: "a".repeat(4_000_000), value: "" }])
        .catch(() => undefined);
      return "fine";
    });
    await assert.rejects(work, { code: "store-full" });
  });
}

/** Adds jobs, some at once, until none of a round is taken. */
async function fill(store: Store): Promise<{ acknowledged: readonly string[]; errors: readonly unknown[] }> {
  const acknowledged: string[] = [];
  for (;;) {
    const round = await Promise.allSettled(
      Array.from({ length: 3 }, () => addJob(store, { parameters: { text: "x".repeat(50_000) } }, 1)),
    );
    const taken = round.flatMap((one) => (one.status === "fulfilled" ? [one.value.id] : []));
    acknowledged.push(...taken);
    if (taken.length === 0) {
      return {
        acknowledged,
        errors: round.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : [])),
      };
    }
  }
}
