import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { sampleJob } from "../../test/conformance/store/samples.ts";
import { type Store, openSqliteStore } from "../store/mod.ts";
import { JobWatch } from "./job-watch.ts";

let folder = "";
let store: Store;
let watch: JobWatch;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-watch-"));
  store = await openSqliteStore({ folder, durable: false });
  watch = new JobWatch(store);
});
after(async () => {
  watch.close();
  await store.close();
  await rm(folder, { recursive: true });
});

test("events() gives each event once, in order, to one who is slow and to one who is not", async () => {
  const { id } = await insertJob();
  const over = new AbortController();
  const slow = watch.events({ after: 0, job: id, signal: over.signal });
  assert.equal((await slow.next()).value?.change.kind, "phase");
  const quick = collect(watch.events({ after: 0, signal: over.signal }), 5001);
  for (let batch = 0; batch < 10; batch++) await note(id, 500);
  const texts = await collect(slow, 5000);
  const expected = Array.from({ length: 5000 }, (_, index) => String(index));
  assert.deepEqual(texts, expected);
  assert.deepEqual((await quick).slice(1), expected);
  over.abort();
  assert.equal((await slow.next()).done, true);
});

test("events() lets others have a turn while one reads all that is stored", async () => {
  const { id } = await insertJob();
  await note(id, 5000);
  const over = new AbortController();
  let turns = 0;
  let timer = setImmediate(function count() {
    turns++;
    timer = setImmediate(count);
  });
  await collect(watch.events({ after: 0, job: id, signal: over.signal }), 5000);
  clearImmediate(timer);
  over.abort();
  assert.ok(turns >= 20, `${turns}`);
});

test("events() of one job tells nothing of another", async () => {
  const [mine, other] = [await insertJob(), await insertJob()];
  const over = new AbortController();
  const events = watch.events({ after: await store.lastEvent(), job: mine.id, signal: over.signal });
  const first = events.next();
  await note(other.id, 3);
  await note(mine.id, 1);
  assert.equal((await first).value?.job, mine.id);
  over.abort();
});

let told = 0;

async function note(job: string, count: number): Promise<void> {
  await store.transact(async (tx) => {
    for (let index = 0; index < count; index++)
      await tx.append({ job, at: 0, change: { kind: "note", message: String(told++) } });
  });
}

async function collect(
  events: AsyncIterable<{ readonly change: { readonly kind: string; readonly message?: string } }>,
  count: number,
): Promise<readonly (string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for await (const { change } of events) {
    texts.push(change.message);
    if (texts.length === count) break;
  }
  return texts;
}

function insertJob(): Promise<{ readonly id: string }> {
  return store.transact((tx) => tx.insertJob(sampleJob(), 0));
}
