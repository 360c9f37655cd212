import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { ourProcesses } from "../../test/our-processes.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { askPhase, createJob, elementOf, phaseOf, waitForPhase } from "../../test/uws-job.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: {
      kept: {
        command: ["sh", "-c", "echo done; echo 1 > $RUNYARD_RESULTS/a; cat {table}; sleep {s}"],
        parameters: { s: { type: "number", default: 0 }, table: { type: "file" } },
        limits: { archive: true, grace: "1s" },
      },
      forgotten: { command: ["true"] },
    },
  });
  list = `${serving.url}/services/kept/async`;
});
after(() => serving.close());

function folderOf(job: string): string {
  const id = job.split("/").at(-1) ?? "";
  return join(serving.folder, "data", "jobs", id.slice(0, 2), id);
}

async function destroyNow(job: string): Promise<void> {
  const form = { DESTRUCTION: new Date().toISOString() };
  assert.equal((await ask("POST", `${job}/destruction`, { form })).status, 303);
}

test("At its destruction a job is ARCHIVED where its type says so: what it left goes, what is known stays", async (t) => {
  const body = new FormData();
  body.set("table", new Blob(["1\n"]), "t.csv");
  body.set("PHASE", "RUN");
  const job = (await ask("POST", list, { body })).headers.get("location") ?? "";
  assert.equal(await waitForPhase(job), "COMPLETED");
  const endTime = await elementOf(job, "endTime");
  assert.match((await ask("GET", job)).text, /<uws:result id="a".*<uws:result id="stdout"/);
  await destroyNow(job);
  await until("it is archived", async () => (await phaseOf(job)) === "ARCHIVED");
  await until("its files are gone", () => !existsSync(folderOf(job)));
  const { text } = await ask("GET", job);
  await assertValidUws(t, text);
  assert.match(text, /<uws:results\/>/);
  assert.equal(await elementOf(job, "endTime"), endTime);
  for (const path of ["results/a", "results/stdout"])
    assert.equal((await ask("GET", `${job}/${path}`)).status, 404);
  assert.equal((await ask("GET", `${job}/parameters/table`)).status, 410);
});

test("An ARCHIVED job is listed only where it is asked for, takes no phase, and can be deleted", async () => {
  const job = await createJob(list);
  await destroyNow(job);
  await until("it is archived", async () => (await phaseOf(job)) === "ARCHIVED");
  assert.ok(await elementOf(job, "endTime"));
  const id = job.split("/").at(-1) ?? "";
  assert.ok(!(await ask("GET", list)).text.includes(id));
  assert.ok((await ask("GET", `${list}?PHASE=ARCHIVED`)).text.includes(id));
  for (const phase of ["RUN", "ABORT"]) assert.equal(await askPhase(job, phase), 403, phase);
  const form = { DESTRUCTION: "2040-01-01" };
  assert.equal((await ask("POST", `${job}/destruction`, { form })).status, 403);
  assert.equal((await ask("DELETE", job)).status, 303);
  assert.equal((await ask("GET", job)).status, 404);
});

test("A job that runs at its destruction is ended first, and leaves neither process nor folder", async () => {
  const job = await createJob(list, { s: "60", PHASE: "RUN" });
  await until("it runs", async () => (await elementOf(job, "startTime")) !== undefined);
  await destroyNow(job);
  await until("it is archived", async () => (await phaseOf(job)) === "ARCHIVED");
  const data = join(serving.folder, "data");
  await until("nothing of it is left", () => !ourProcesses(data).some(({ attempt }) => attempt !== null));
  await until("its files are gone", () => !existsSync(folderOf(job)));
  assert.match((await ask("GET", job)).text, /<uws:results\/>/);
});

test("At its destruction a job is forgotten where its type doesn't say so", async () => {
  const job = await createJob(`${serving.url}/services/forgotten/async`);
  await destroyNow(job);
  await until("it is gone", async () => (await ask("GET", job)).status === 404);
});
