import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addJob, sampleAttempt, samplePlan } from "../../test/conformance/store/samples.ts";
import type { Attempt } from "../job/mod.ts";
import { openSqliteStore } from "../store/mod.ts";
import { isHopeless } from "./hopeless-job.ts";

const ended: Partial<Attempt> = { phase: "ended", outcome: { kind: "exit", status: 1 } };
const broken = ended;
const dismissed: Partial<Attempt> = { ...ended, outcome: { kind: "exit", status: 0 }, dismissed: true };
const worked: Partial<Attempt> = { ...ended, itemsTaken: 1 };
const refused: Partial<Attempt> = { ...ended, outcome: { kind: "not-started", message: "" } };
const running: Partial<Attempt> = { phase: "running" };

const cases: readonly (readonly [string, readonly Partial<Attempt>[], boolean])[] = [
  ["as many instances took no item as may be lost", [broken, broken], false],
  ["one more took none", [broken, broken, broken], true],
  ["one of them still runs", [broken, broken, broken, running], false],
  ["one after them took an item", [broken, broken, broken, worked], false],
  ["they did not start at all", [refused, refused, refused], false],
  ["they found nothing left while another worked", [worked, dismissed, dismissed, dismissed], false],
  ["they are broken after all", [worked, dismissed, broken, broken, broken], true],
];
for (const [what, attempts, want] of cases) {
  test(`isHopeless() says ${want} where ${what}`, async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "runyard-hopeless-"));
    await using store = await openSqliteStore({ folder: join(folder.path, "data"), durable: false });
    const job = await addJob(store, { phase: "EXECUTING", plan: samplePlan }, 1);
    await store.transact(async (tx) => {
      for (const [index, fields] of attempts.entries())
        await tx.insertAttempt(sampleAttempt(job.id, { fence: index + 1, ...fields }));
    });
    assert.equal(await isHopeless(store, job.id), want);
  });
}
