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

test("quote is nil, and empty as a text, where no job of the type has completed", async () => {
  const job = await createJob(list);
  assert.match((await ask("GET", job)).text, /<uws:quote xsi:nil="true"\/>/);
  assert.equal((await ask("GET", `${job}/quote`)).text, "");
});

test("quote is the instant at which the job would be done, by the type's own history", async (t) => {
  await Promise.all(
    [0.1, 2, 2].map(async (s) => waitForPhase(await createJob(list, { s: String(s), PHASE: "RUN" }))),
  );
  const pending = await createJob(list);
  const before = Date.now();
  const { text } = await ask("GET", pending);
  await assertValidUws(t, text);
  const quoted = Date.parse((await elementOf(pending, "quote")) ?? "");
  assert.ok(quoted >= before + 2000 && quoted <= Date.now() + 4000, `${quoted - before} ms from now`);
  const asText = (await ask("GET", `${pending}/quote`)).text;
  assert.match(asText, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  assert.ok(Math.abs(Date.parse(asText) - quoted) <= 2000);
});

test("quote of a job that runs hangs on its start, is nil where it takes longer, and after its end", async () => {
  const job = await createJob(list, { s: "60", PHASE: "RUN" });
  await until("it runs", async () => (await elementOf(job, "startTime")) !== undefined);
  const quotes = [await elementOf(job, "quote"), (await ask("GET", `${job}/quote`)).text];
  assert.equal(quotes[0], quotes[1]);
  assert.ok(Date.parse(quotes[0] ?? "") > Date.now());
  await until("its quote is past", async () => (await elementOf(job, "quote")) === undefined);
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  assert.equal(await elementOf(job, "quote"), undefined);
});
