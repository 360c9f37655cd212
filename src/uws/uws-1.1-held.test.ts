import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { askPhase, createJob, phaseOf, waitForPhase } from "../../test/uws-job.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: {
      one: {
        command: ["sh", "-c", 'until test -e "$0"; do sleep 0.02; done', "{gate}"],
        // What is always there keeps nobody waiting.
        parameters: { gate: { type: "string", default: "/" } },
        limits: { concurrent: 1 },
      },
      fail: { command: ["false"] },
    },
  });
  list = `${serving.url}/services/one/async`;
});
after(() => serving.close());

async function turn(verb: "hold" | "release", type = "one"): Promise<void> {
  const answer = await ask("POST", `${serving.url}/api/v1/types/${type}/${verb}`);
  assert.equal(answer.status, 200, answer.text);
  assert.equal((JSON.parse(answer.text) as { held: boolean }).held, verb === "hold");
}

test("RUN of a held type is answered with HELD, and the release runs the job", async (t) => {
  await turn("hold");
  const jobs = [await createJob(list), await createJob(list, { PHASE: "RUN" })];
  for (const job of jobs) {
    assert.equal(await askPhase(job, "RUN"), 303);
    assert.equal(await phaseOf(job), "HELD");
    assert.equal(await askPhase(job, "RUN"), 303, "once more changes nothing");
    assert.equal(await phaseOf(job), "HELD");
  }
  const { text } = await ask("GET", `${jobs[0]}?WAIT=20`);
  await assertValidUws(t, text);
  assert.match(text, /<uws:phase>HELD</, "WAIT doesn't wait in HELD");
  assert.match((await ask("GET", `${list}?PHASE=HELD`)).text, /<uws:jobref.*<uws:jobref/s);
  await turn("release");
  for (const job of jobs) assert.equal(await waitForPhase(job), "COMPLETED");
});

test("A held job can be aborted, and stays so at the release", async () => {
  await turn("hold");
  const job = await createJob(list, { PHASE: "RUN" });
  assert.equal(await askPhase(job, "ABORT"), 303);
  await turn("release");
  assert.equal(await phaseOf(job), "ABORTED");
});

test("What runs goes on while its type is held; what is queued stays so, with the reason", async () => {
  using gate = new Gate();
  const [running, queued] = [
    await createJob(list, { gate: gate.path, PHASE: "RUN" }),
    await createJob(list, { PHASE: "RUN" }),
  ];
  await until("the first runs", async () => (await phaseOf(running)) === "EXECUTING");
  await turn("hold");
  gate.open();
  assert.equal(await waitForPhase(running), "COMPLETED");
  assert.equal(await phaseOf(queued), "QUEUED");
  const id = queued.split("/").at(-1) ?? "";
  const view = JSON.parse((await ask("GET", `${serving.url}/api/v1/jobs/${id}`)).text) as {
    waitsFor: string;
  };
  assert.equal(view.waitsFor, "its type is held");
  await turn("release");
  assert.equal(await waitForPhase(queued), "COMPLETED");
});

test("A held type takes no retry and no /sync, and says so", async () => {
  const failed = await createJob(`${serving.url}/services/fail/async`, { PHASE: "RUN" });
  assert.equal(await waitForPhase(failed), "ERROR");
  await turn("hold", "fail");
  const retry = await ask("POST", `${serving.url}/api/v1/jobs/${failed.split("/").at(-1)}/retry`);
  const sync = await ask("GET", `${serving.url}/services/fail/sync`);
  for (const answer of [retry, sync]) {
    assert.equal(answer.status, 503, answer.text);
    assert.match(answer.text, /is held/);
  }
  await turn("release", "fail");
});

test("A type that isn't there can't be held", async () => {
  assert.equal((await ask("POST", `${serving.url}/api/v1/types/nothing/hold`)).status, 404);
});
