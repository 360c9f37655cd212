import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { createJob, elementOf, waitForPhase } from "../../test/uws-job.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: { nap: { command: ["sleep", "{s}"], parameters: { s: { type: "number", default: 2 } } } },
  });
  list = `${serving.url}/services/nap/async`;
});
after(() => serving.close());

/** So long that its quote is still to come when a slow machine has come to ask for it. */
const NAP_SECONDS = 4;

test("quote is nil, and empty as a text, where no job of the type has completed", async () => {
  const job = await createJob(list);
  assert.match((await ask("GET", job)).text, /<uws:quote xsi:nil="true"\/>/);
  assert.equal((await ask("GET", `${job}/quote`)).text, "");
});

test("quote is the instant at which the job would be done, by the type's own history", async (t) => {
  const jobs = await Promise.all(
    [0.1, NAP_SECONDS, NAP_SECONDS].map((s) => createJob(list, { s: String(s), PHASE: "RUN" })),
  );
  for (const job of jobs) assert.equal(await waitForPhase(job), "COMPLETED");
  const longestMs = Math.max(...(await Promise.all(jobs.map(lifeOf))));
  const pending = await createJob(list);
  const before = Date.now();
  const { text } = await ask("GET", pending);
  await assertValidUws(t, text);
  const quoted = Date.parse((await elementOf(pending, "quote")) ?? "");
  const asText = (await ask("GET", `${pending}/quote`)).text;
  assert.match(asText, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  // Whole seconds, upwards.
  const latest = Date.now() + longestMs + 1000;
  for (const at of [quoted, Date.parse(asText)])
    assert.ok(at >= before + NAP_SECONDS * 1000 && at <= latest, `${at - before} ms from now`);
});

test("quote of a job that runs hangs on its start, is nil where it takes longer, and after its end", async () => {
  const job = await createJob(list, { s: "60", PHASE: "RUN" });
  await until("it runs", async () => (await elementOf(job, "startTime")) !== undefined);
  const quotes = [await elementOf(job, "quote"), (await ask("GET", `${job}/quote`)).text];
  assert.equal(quotes[0], quotes[1]);
  const startedAt = Date.parse((await elementOf(job, "startTime")) ?? "");
  assert.ok(Date.parse(quotes[0] ?? "") > startedAt, `${quotes[0]}`);
  await until("its quote is past", async () => (await elementOf(job, "quote")) === undefined);
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  assert.equal(await elementOf(job, "quote"), undefined);
});

/** From the creation of a job to its end, in milliseconds: it took no longer. */
async function lifeOf(job: string): Promise<number> {
  const [from, to] = [await elementOf(job, "creationTime"), await elementOf(job, "endTime")];
  return Date.parse(to ?? "") - Date.parse(from ?? "");
}
