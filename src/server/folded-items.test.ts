import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { submit, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { itemGroupSchema } from "./api-schemas.ts";
import type { ItemGroupView } from "./api.ts";

let serving: Serving;
before(async () => {
  serving = await startServing({
    jobs: {
      some: { command: ["sh", "-c", "test $0 != 3", "{index}"], agenda: "n[1-4]" },
      words: {
        command: ["true"],
        agenda: "{words}",
        parameters: { words: { type: "string", multiple: true } },
      },
      whole: { command: ["true"] },
      // An agenda that waits: a job of the type holds its one place.
      frames: {
        command: ["sleep", "60"],
        agenda: "{frames}",
        parameters: { frames: { type: "nodeset" } },
        limits: { concurrent: 1 },
      },
    },
  });
});
after(() => serving.close());

async function groupsOf(id: string, query = ""): Promise<readonly ItemGroupView[]> {
  const answer = await ask("GET", `${serving.url}/api/v1/jobs/${id}/items/folded${query}`);
  assert.equal(answer.status, 200, answer.text);
  const { groups } = JSON.parse(answer.text) as { readonly groups: readonly unknown[] };
  return groups.map((group) => itemGroupSchema.parse(group));
}

test("GET /jobs/:id/items/folded has one group for each phase that items are in", async () => {
  const job = await waitForEnd(serving.service, (await submit(serving.service, "some")).id);
  const complete = { phase: "complete", count: 3, names: "n[1-2,4]", others: [], moreOthers: 0 };
  const failed = { phase: "failed", count: 1, names: "n3", others: [], moreOthers: 0 };
  assert.deepEqual(await groupsOf(job.id), [complete, failed]);
  assert.deepEqual(await groupsOf(job.id, "?phase=failed"), [failed]);
  assert.deepEqual(await groupsOf(job.id, "?phase=blocked"), []);
});

test("GET /jobs/:id/items/folded keeps what no node set can hold beside it, the first hundred", async () => {
  const words = ["a2", "a1", "b,c", "@d", ...Array.from({ length: 110 }, (_, index) => `e[${index}]`)];
  const job = await waitForEnd(serving.service, (await submit(serving.service, "words", { words })).id);
  const [group, ...more] = await groupsOf(job.id);
  assert.equal(more.length, 0);
  assert.equal(group?.names, "a[1-2]");
  assert.deepEqual(group.others.slice(0, 3), ["b,c", "@d", "e[0]"]);
  assert.deepEqual([group.count, group.others.length, group.moreOthers], [114, 100, 12]);
});

test("GET /jobs/:id/items/folded shows the one item of a job without an agenda, and none before it is run", async () => {
  const job = await waitForEnd(serving.service, (await submit(serving.service, "whole")).id);
  const group = { phase: "complete", count: 1, names: "", others: [""], moreOthers: 0 };
  assert.deepEqual(await groupsOf(job.id), [group]);
  const request = { type: "whole", parameters: {}, files: [], owner: null, run: false };
  assert.deepEqual(await groupsOf((await serving.service.create(request)).id), []);
});

test("GET /jobs/:id/items/folded is quick for as many items as a job may have", async () => {
  const { id } = await submit(serving.service, "frames", { frames: "frame[000001-100000]" });
  const started = performance.now();
  const groups = await groupsOf(id);
  const tookMs = performance.now() - started;
  assert.equal(
    groups.reduce((sum, { count }) => sum + count, 0),
    100_000,
  );
  assert.ok(groups.every(({ names }) => names.length < 40));
  // It takes a second; building it for every item would take minutes.
  assert.ok(tookMs < 60_000, `${tookMs} ms`);
  await serving.service.abort(id);
});

test("GET /jobs/:id/items/folded refuses what it can't answer", async () => {
  const unknown = `${serving.url}/api/v1/jobs/00000000000000000000000000/items/folded`;
  assert.equal((await ask("GET", unknown)).status, 404);
  const { id } = await submit(serving.service, "whole");
  const folded = `${serving.url}/api/v1/jobs/${id}/items/folded`;
  assert.equal((await ask("GET", `${folded}?phase=done`)).status, 400);
  assert.equal((await ask("GET", `${folded}?limit=5`)).status, 400);
});

test("POST /jobs refuses a node set of too many names at once", async () => {
  const json = { type: "frames", parameters: { frames: "frame[1-100000000000]" } };
  // To list them would take hours, and more memory than there is.
  const answer = await ask("POST", `${serving.url}/api/v1/jobs`, { json });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /it lists 100,000,000,000 names, and a job takes at most 100,000/);
});
