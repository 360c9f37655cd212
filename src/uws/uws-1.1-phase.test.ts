import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      sleep: { command: ["sleep", "{seconds}"], parameters: { seconds: { type: "number", default: 60 } } },
      fail: { command: ["sh", "-c", "echo gone wrong >&2; exit 3"] },
    },
  });
});
after(() => serving.close());

async function create(type: string, form: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await ask("POST", `${serving.url}/services/${type}/async`, { form });
  return answer.headers.get("location") ?? "";
}

async function phaseOf(job: string): Promise<string> {
  return (await ask("GET", `${job}/phase`)).text;
}

async function waitForEnd(job: string): Promise<string> {
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${job}?WAIT=20&PHASE=${phase}`);
  return phaseOf(job);
}

/** Waits until a process of the job was seen. */
async function waitForStart(job: string): Promise<void> {
  while ((await ask("GET", job)).text.includes('<uws:startTime xsi:nil="true"/>')) await sleep(10);
}

test("GET /{id}/phase is one word of plain text", async () => {
  const answer = await ask("GET", `${await create("sleep")}/phase`);
  assert.equal(answer.text, "PENDING");
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
});

test("PHASE=RUN runs a job, and once more changes nothing", async () => {
  const job = await create("sleep");
  for (const form of [{ PHASE: "RUN" }, { phase: "run" }]) {
    const answer = await ask("POST", `${job}/phase`, { form });
    assert.equal(answer.status, 303, answer.text);
    assert.equal(answer.headers.get("location"), job);
  }
  assert.match(await phaseOf(job), /^(QUEUED|EXECUTING)$/);
  await waitForStart(job);
  assert.equal((await ask("POST", `${job}/phase`, { form: { PHASE: "RUN" } })).status, 303);
  assert.equal(await phaseOf(job), "EXECUTING");
});

test("PHASE=ABORT of a running job is seen at once, and stays", async (t) => {
  const job = await create("sleep", { PHASE: "RUN" });
  await waitForStart(job);
  assert.equal((await ask("POST", `${job}/phase?PHASE=ABORT`)).status, 303);
  const document = (await ask("GET", job)).text;
  await assertValidUws(t, document);
  assert.match(document, /<uws:phase>ABORTED<.*<uws:endTime>2/);
  assert.equal((await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } })).status, 303);
  assert.equal((await ask("POST", `${job}/phase`, { form: { PHASE: "RUN" } })).status, 403);
  assert.equal(await phaseOf(job), "ABORTED");
});

test("PHASE=ABORT of a PENDING job ends it", async () => {
  const job = await create("sleep");
  assert.equal((await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } })).status, 303);
  assert.equal(await phaseOf(job), "ABORTED");
});

for (const form of [{ PHASE: "SUSPEND" }, { PHASE: "" }, {}, { PHASE: "RUN", colour: "red" }]) {
  test(`POST /{id}/phase refuses ${JSON.stringify(form)} and changes nothing`, async () => {
    const job = await create("sleep");
    const answer = await ask("POST", `${job}/phase`, { form });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /^Cannot [^\n]+\n$/);
    assert.equal(await phaseOf(job), "PENDING");
  });
}

test("A failed job answers 200 with an error summary, and /error with all that is known", async (t) => {
  const job = await create("fail", { PHASE: "RUN" });
  assert.equal(await waitForEnd(job), "ERROR");
  const document = await ask("GET", job);
  assert.equal(document.status, 200);
  await assertValidUws(t, document.text);
  assert.match(
    document.text,
    /<uws:errorSummary type="fatal" hasDetail="true"><uws:message>[^<]*status 3[^<]*gone wrong/,
  );
  const error = await ask("GET", `${job}/error`);
  assert.equal(error.status, 200);
  assert.match(error.text, /status 3[\s\S]*gone wrong/);
});

test("GET /{id}/error answers 404 where nothing failed", async () => {
  assert.equal((await ask("GET", `${await create("sleep")}/error`)).status, 404);
});

test("executionduration and destruction change, and their texts are the document's", async () => {
  const job = await create("sleep");
  const changes = [
    ["executionduration", { EXECUTIONDURATION: "77" }, "executionDuration"],
    ["destruction", { destruction: "2031-02-03 04:05" }, "destruction"],
  ] as const;
  for (const [path, form, name] of changes) {
    const answer = await ask("POST", `${job}/${path}`, { form });
    assert.equal(answer.status, 303, answer.text);
    const { text } = await ask("GET", `${job}/${path}`);
    assert.ok((await ask("GET", job)).text.includes(`<uws:${name}>${text}</uws:${name}>`), text);
  }
  assert.equal((await ask("GET", `${job}/executionduration`)).text, "77");
  assert.equal((await ask("GET", `${job}/destruction`)).text, "2031-02-03T04:05:00.000Z");
});

test("quote and owner are empty where there is none, and take no POST", async () => {
  const job = await create("sleep");
  for (const path of ["quote", "owner"]) {
    assert.equal((await ask("GET", `${job}/${path}`)).text, "");
    assert.equal((await ask("POST", `${job}/${path}`, { form: { PHASE: "RUN" } })).status, 405);
  }
});

test("POST to the job itself takes control parameters, and no others", async () => {
  const job = await create("sleep");
  assert.equal((await ask("POST", job, { form: { EXECUTIONDURATION: "5", PHASE: "ABORT" } })).status, 303);
  assert.equal(await phaseOf(job), "ABORTED");
  assert.equal((await ask("POST", job, { form: { seconds: "1" } })).status, 400);
  assert.equal((await ask("POST", job)).status, 400);
});

for (const [how, options] of [
  ["DELETE", {}],
  ["POST", { form: { action: "delete" } }],
] as const) {
  test(`${how} deletes a job, and leads to a short list`, async () => {
    const job = await create("sleep", { PHASE: "RUN" });
    await waitForStart(job);
    const answer = await ask(how, job, options);
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get("location"), `${serving.url}/services/sleep/async?LAST=100`);
    assert.equal((await ask("GET", `${serving.url}/services/sleep/async?LAST=100`)).status, 200);
    assert.equal((await ask("GET", job)).status, 404);
    assert.equal((await ask("GET", `${job}/phase`)).status, 404);
    assert.equal((await ask(how, job, options)).status, 404);
  });
}

test("Only the job can be deleted, and nothing is PUT", async () => {
  const job = await create("sleep");
  for (const path of ["/phase", "/results", "/parameters"])
    assert.equal((await ask("DELETE", `${job}${path}`)).status, 405);
  const put = await ask("PUT", `${job}/phase`);
  assert.equal(put.status, 405);
  assert.equal(put.headers.get("allow"), "GET, HEAD, POST");
});

for (const id of ["nothing", "00000000000000000000000000", "..%2f..%2fetc", "%00", "x".repeat(2000)]) {
  test(`The job "${id.slice(0, 30)}" is not found`, async () => {
    const answer = await ask("GET", `${serving.url}/jobs/${id}`);
    assert.equal(answer.status, 404);
    assert.match(answer.text, /^Cannot find [^\n]+\n$/);
  });
}

test("A job of another type is not in a type's list, and all are in /jobs", async () => {
  const id = (await create("sleep")).split("/").at(-1);
  assert.equal((await ask("GET", `${serving.url}/services/fail/async/${id}`)).status, 404);
  for (const path of ["", "/phase", "/parameters", "/results", "/"]) {
    assert.equal((await ask("GET", `${serving.url}/jobs/${id}${path}`)).status, 200, path);
  }
});
