import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Phase } from "../../../src/job/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import type { StoreKind, StoreLocation } from "./kind.ts";

const KILLS = 10;
const writer = fileURLToPath(new URL("../../fixtures/store-writer.ts", import.meta.url));

export function killTests({ open }: StoreKind): void {
  test("transact() has kept all that it acknowledged when its process is killed, ten times", async () => {
    await using opened = await open();
    const acknowledged = new Map<string, Step>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await opened.store.close();
      for (const [job, step] of await writeUntilKilled(opened.location, kill)) acknowledged.set(job, step);
      await opened.reopen();
      assert.deepEqual(await opened.faults(), []);
      for (const [job, step] of acknowledged) await checkJob(opened.store, job, step);
    }
    assert.ok(acknowledged.size > KILLS);
    const events = await opened.store.events({ after: 0, limit: 1e9 });
    assert.equal(events.at(-1)?.sequence, await opened.store.lastEvent());
  });
}

/** What the writer does with each job, in this order. */
const steps = ["queued", "executing", "completed", "removed"] as const;
type Step = (typeof steps)[number];

/** Runs the writer and kills it: every other time after its first words, else at any moment from its start. */
async function writeUntilKilled(location: StoreLocation, kill: number): Promise<ReadonlyMap<string, Step>> {
  const child = spawn(process.execPath, [writer, JSON.stringify(location)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const lines = createInterface(child.stdout);
  const acknowledged = new Map<string, Step>();
  lines.on("line", (line) => {
    const [job = "", step] = line.split(" ");
    // The last line may have been cut off by the kill.
    if (job.length === 26 && isStep(step)) acknowledged.set(job, step);
  });
  if (kill % 2 === 0) while (acknowledged.size < 4) await once(lines, "line");
  await sleep(Math.random() * (kill % 2 === 0 ? 150 : 500));
  child.kill("SIGKILL");
  assert.deepEqual(await ended, [null, "SIGKILL"]);
  return acknowledged;
}

function isStep(text: string | undefined): text is Step {
  return (steps as readonly (string | undefined)[]).includes(text);
}

/** The store may be further than what was acknowledged, by works whose acknowledgement was cut off; never half way. */
async function checkJob(store: Store, id: string, acknowledged: Step): Promise<void> {
  const job = await store.job(id);
  const step: Step = job === undefined ? "removed" : stepOf(job.phase);
  assert.ok(steps.indexOf(step) >= steps.indexOf(acknowledged), `${id} is ${step}, and was ${acknowledged}`);
  if (job === undefined) return;
  const events = await store.events({ after: 0, job: id, limit: 9 });
  assert.equal(events.length, steps.indexOf(step) + 1);
  const phases = (await store.items(id)).map((item) => item.phase);
  const want = { queued: "waiting", executing: "running", completed: "complete", removed: "" }[step];
  assert.deepEqual(phases, [want, want, want]);
  const { waiting, running, complete } = job.items;
  assert.deepEqual({ waiting, running, complete }[want], 3);
  const attempts = (await store.attempts(id)).map((attempt) => attempt.phase);
  assert.deepEqual(attempts, { queued: [], executing: ["claimed"], completed: ["ended"], removed: [] }[step]);
}

function stepOf(phase: Phase): Step {
  return steps.find((step) => step === phase.toLowerCase()) ?? "queued";
}
