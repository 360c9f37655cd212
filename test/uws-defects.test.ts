import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask } from "./http.ts";
import { until } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";
import { askPhase, createJob, elementOf, phaseOf, waitForPhase } from "./uws-job.ts";

/**
 * Where a service of UWS that is widely used answers otherwise than the standard: each case by the number that the
 * collection of them gives it, with what is right.
 */
let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: {
      sh: {
        command: ["sh", "-c", "{script}"],
        parameters: { script: { type: "string", required: true }, note: { type: "string" } },
        limits: { grace: "60s" },
      },
    },
  });
  list = `${serving.url}/services/sh/async`;
});
after(() => serving.close());

async function started(script: string): Promise<string> {
  const job = await createJob(list, { script, PHASE: "RUN" });
  await until("it has started", async () => (await elementOf(job, "startTime")) !== undefined);
  return job;
}

function statusOf(method: string, url: string, form?: Readonly<Record<string, string>>): Promise<number> {
  return ask(method, url, form === undefined ? {} : { form }).then(({ status }) => status);
}

async function idsIn(query: string): Promise<readonly string[]> {
  return [...(await ask("GET", `${list}?${query}`)).text.matchAll(/jobref id="([^"]*)"/g)].map(
    ([, id]) => id ?? "",
  );
}

const idOf = (job: string): string => job.split("/").at(-1) ?? "";

test("D1: RUN of a running job is 303 and changes nothing", async () => {
  const gate = join(serving.folder, "gate-1");
  const job = await started(`until test -e ${gate}; do sleep 0.02; done`);
  assert.equal(await askPhase(job, "RUN"), 303);
  assert.equal(await phaseOf(job), "EXECUTING");
  writeFileSync(gate, "");
  assert.equal(await waitForPhase(job), "COMPLETED");
  assert.doesNotMatch((await ask("GET", job)).text, /errorSummary/);
});

test("D2: a running job that is aborted is ABORTED before its processes have ended, and stays so", async () => {
  const [ready, gate] = [join(serving.folder, "ready-2"), join(serving.folder, "gate-2")];
  const job = await started(`trap '' INT; : > ${ready}; until test -e ${gate}; do sleep 0.02; done`);
  await until("it takes no notice of interrupts", () => existsSync(ready));
  assert.equal(await askPhase(job, "ABORT"), 303);
  assert.equal(await phaseOf(job), "ABORTED");
  assert.equal((await serving.service.store.liveAttempts()).length, 1);
  writeFileSync(gate, "");
  await until(
    "its processes are gone",
    async () => (await serving.service.store.liveAttempts()).length === 0,
  );
  assert.equal(await phaseOf(job), "ABORTED");
});

test("D3: PHASE=RUN at the creation runs the job", async () => {
  const job = await createJob(list, { script: "true", PHASE: "RUN" });
  assert.notEqual(await phaseOf(job), "PENDING");
  assert.equal(await waitForPhase(job), "COMPLETED");
});

test("D4: PHASE of a list may be repeated, and means any of them", async () => {
  const [pending, aborted] = [await createJob(list), await createJob(list)];
  await askPhase(aborted, "ABORT");
  const ids = await idsIn("PHASE=PENDING&PHASE=ABORTED");
  assert.ok(ids.includes(idOf(pending)) && ids.includes(idOf(aborted)));
});

test("D5: AFTER takes every form of an instant, and refuses what is none", async () => {
  const right = [
    "2015-10-26T09:15:35",
    "2015-10-26 09:00",
    "2015-10-26",
    "2015",
    "20151026",
    "2015-10-26T09:00",
  ];
  for (const after of [...right, "2015-10-26T09:00:00.123456Z"])
    assert.equal(await statusOf("GET", `${list}?AFTER=${encodeURIComponent(after)}`), 200, after);
  for (const after of ["2015-26-10", "sometext", "2015-10-26T09:00+01:00", "2015-02-30"])
    assert.equal(await statusOf("GET", `${list}?AFTER=${after}`), 400, after);
});

test("D6: a list tells creationTime, runId and ownerId of each job", async () => {
  const job = await createJob(list, { RUNID: "d6" });
  const { text } = await ask("GET", `${list}?LAST=1`);
  assert.match(
    text,
    new RegExp(`id="${idOf(job)}".*<uws:runId>d6<.*<uws:ownerId xsi:nil="true"/>.*<uws:creationTime>2`),
  );
});

test("D7: a job that is COMPLETED has its endTime", async () => {
  const job = await createJob(list, { script: "true", PHASE: "RUN" });
  assert.equal(await waitForPhase(job), "COMPLETED");
  const [startTime = "", endTime = ""] = [await elementOf(job, "startTime"), await elementOf(job, "endTime")];
  assert.ok(Date.parse(endTime) >= Date.parse(startTime), `${startTime} ${endTime}`);
});

test("D8: RUNID at the creation is told again", async () => {
  assert.equal(await elementOf(await createJob(list, { runid: "mine" }), "runId"), "mine");
});

test("D9: what isn't there is 404, what is malformed 400, what the phase forbids 403", async () => {
  const job = await createJob(list);
  for (const path of ["/nothing", "/phase/more", "/results/nothing", "/error", "/parameters/note"])
    assert.equal(await statusOf("GET", job + path), 404, path);
  for (const [path, form] of [
    ["/phase", { PHASE: "GO" }],
    ["/destruction", { DESTRUCTION: "soon" }],
    ["/executionduration", { EXECUTIONDURATION: "long" }],
    ["/phase", { PHASE: "RUN" }],
  ] as const)
    assert.equal(await statusOf("POST", job + path, form), 400, path);
  for (const wait of ["x", "-2", "1.5"])
    assert.equal(await statusOf("GET", `${job}?WAIT=${wait}`), 400, wait);
  await askPhase(job, "ABORT");
  assert.equal(await statusOf("POST", `${job}/parameters`, { note: "late" }), 403);
  assert.equal(await phaseOf(job), "ABORTED");
});

test("D10: RUN of a job that has ended is 403", async () => {
  const job = await createJob(list);
  await askPhase(job, "ABORT");
  assert.equal(await askPhase(job, "RUN"), 403);
});

test("D11: a negative EXECUTIONDURATION is 400", async () => {
  const job = await createJob(list);
  assert.equal(await statusOf("POST", `${job}/executionduration`, { EXECUTIONDURATION: "-5" }), 400);
  assert.equal(await elementOf(job, "executionDuration"), "0");
});

test("D12: an unknown parameter is 400, and not quietly dropped", async () => {
  const job = await createJob(list);
  assert.equal(await statusOf("POST", `${job}/parameters`, { foo: "bar" }), 400);
});

test("D13: LAST=0 is 400", async () => {
  for (const last of ["0", "-1", "sometext"])
    assert.equal(await statusOf("GET", `${list}?LAST=${last}`), 400, last);
});

test("D14: a command that fails tells its exit status and what it last said", async () => {
  const job = await createJob(list, { script: "echo no such star >&2; exit 3", PHASE: "RUN" });
  assert.equal(await waitForPhase(job), "ERROR");
  assert.match((await elementOf(job, "message")) ?? "", /exit status 3[^]*no such star/);
});

test("D15: results have a size and a media type, an error its type and its detail", async () => {
  const done = await createJob(list, { script: "echo 1,2 > $RUNYARD_RESULTS/t.csv", PHASE: "RUN" });
  assert.equal(await waitForPhase(done), "COMPLETED");
  assert.match(
    (await ask("GET", done)).text,
    /<uws:result id="t\.csv"[^>]* size="4" mime-type="text\/csv"\/>/,
  );
  const late = await createJob(list, { script: "sleep 60", EXECUTIONDURATION: "1", PHASE: "RUN" });
  assert.equal(await waitForPhase(late), "ABORTED");
  assert.match((await ask("GET", late)).text, /<uws:errorSummary type="transient" hasDetail="true">/);
  assert.equal(await statusOf("GET", `${late}/error`), 200);
});

test("D16: AFTER a job's own creationTime doesn't list that job", async () => {
  const job = await createJob(list);
  const created = (await elementOf(job, "creationTime")) ?? "";
  assert.match(created, /\.\d{3}Z$/);
  assert.ok(!(await idsIn(`AFTER=${created}`)).includes(idOf(job)));
  const before = new Date(Date.parse(created) - 1).toISOString();
  assert.ok((await idsIn(`AFTER=${before}`)).includes(idOf(job)));
});
