import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { ResultView } from "./api.ts";

const COUNT = 50_000;
/** Of the processor time that it takes: read as a whole, so many keep the loop for more than half of it. */
const MOST_STALLED = 0.4;

let serving: Serving;
let id: string;

before(async () => {
  serving = await startServing({ jobs: { none: { command: ["true"] } } });
  ({ id } = await addJob());
});
after(() => serving.close());

async function addJob(): Promise<{ readonly id: string }> {
  const { service } = serving;
  const request = { type: "none", parameters: {}, files: [], owner: null, run: false };
  const job = await service.create(request);
  const file = { job: job.id, attempt: "at", sizeBytes: 1, sha256: "0".repeat(64), mediaType: "text/plain" };
  const results = Array.from({ length: COUNT }, (_, n) => {
    const path = `☃ ${n}.txt`;
    return { ...file, id: path, path, item: n % 7 };
  });
  await service.store.transact((tx) => tx.insertResults(results));
  return job;
}

/** Fails where nobody else had a turn for long. What other processes take of the machine is not in it. */
async function assertHoldsNobodyUp(act: () => Promise<unknown>): Promise<void> {
  const start = process.threadCpuUsage();
  let [longestMs, beforeMs] = [0, 0];
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(start);
    const nowMs = (user + system) / 1000;
    longestMs = Math.max(longestMs, nowMs - beforeMs);
    beforeMs = nowMs;
  };
  const looking = setInterval(look, 1);
  await act();
  clearInterval(looking);
  look();
  assert.ok(longestMs < MOST_STALLED * beforeMs, `${longestMs} ms of ${beforeMs}`);
}

test("The UWS documents of a job with many results have all of them, and hold nobody up", async () => {
  for (const path of [`jobs/${id}`, `jobs/${id}/results`]) {
    let seen = 0;
    await assertHoldsNobodyUp(async () => {
      const response = await fetch(`${serving.url}/${path}`);
      for await (const chunk of response.body ?? [])
        seen +=
          Buffer.from(chunk as Uint8Array)
            .toString("latin1")
            .split("<uws:result ").length - 1;
    });
    // One that is cut by the pieces in which it comes is not seen here.
    assert.ok(seen > COUNT * 0.99 && seen <= COUNT, `${seen}`);
  }
});

test("The JSON list is given page by page, in the order of items, each result once", async () => {
  const seen: ResultView[] = [];
  await assertHoldsNobodyUp(async () => {
    for (let path: string | undefined = `/api/v1/jobs/${id}/results`; path !== undefined; ) {
      const { text, headers } = await ask("GET", new URL(path, serving.url).href);
      const { results, next } = JSON.parse(text) as {
        readonly results: readonly ResultView[];
        readonly next: string | null;
      };
      assert.ok(results.length <= 1000);
      seen.push(...results);
      path = /^<(.*)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
      assert.equal(path === undefined, next === null);
    }
  });
  assert.equal(new Set(seen.map((result) => result.id)).size, COUNT);
  assert.ok(seen.every(({ item }, place) => place === 0 || item >= (seen[place - 1]?.item ?? 0)));
});

test("The JSON list takes a limit, and refuses cursors of other lists", async () => {
  const list = `${serving.url}/api/v1/jobs/${id}/results`;
  const { text } = await ask("GET", `${list}?limit=2`);
  const { results } = JSON.parse(text) as { readonly results: readonly ResultView[] };
  assert.deepEqual(
    results.map((result) => result.id),
    ["☃ 0.txt", "☃ 10003.txt"],
  );
  for (const query of ["limit=0", "limit=1001", "cursor=x", "cursor=am9icyAx", "before=1"])
    assert.equal((await ask("GET", `${list}?${query}`)).status, 400, query);
});

test("Deleting a job with many results holds nobody up, and leaves nothing", async () => {
  await assertHoldsNobodyUp(() => ask("DELETE", `${serving.url}/api/v1/jobs/${id}`));
  assert.deepEqual(await serving.service.store.results(id, { limit: 1 }), []);
  assert.equal(await serving.service.store.job(id), undefined);
});
