import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { askPhase, createJob, elementOf } from "../../test/uws-job.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: {
      plot: {
        command: ["sleep", "60"],
        parameters: {
          min: { type: "number", minimum: 0 },
          note: { type: "string" },
          table: { type: "file" },
          token: { type: "secret" },
        },
      },
    },
  });
  list = `${serving.url}/services/plot/async`;
});
after(() => serving.close());

async function put(url: string, body: string, type?: string): Promise<number> {
  return (await ask("PUT", url, { body, headers: type === undefined ? {} : { "content-type": type } }))
    .status;
}

test("RUNID may change while the job is PENDING, at /parameters and at the job", async () => {
  const job = await createJob(list, { RUNID: "one" });
  assert.equal((await ask("POST", `${job}/parameters`, { form: { runId: "two" } })).status, 303);
  assert.equal(await elementOf(job, "runId"), "two");
  assert.equal((await ask("POST", job, { form: { RUNID: "three", note: "" } })).status, 400);
  assert.equal((await ask("POST", job, { form: { RUNID: "three" } })).status, 303);
  assert.equal(await elementOf(job, "runId"), "three");
  await askPhase(job, "RUN");
  assert.equal((await ask("POST", `${job}/parameters`, { form: { runId: "four" } })).status, 403);
  assert.equal(await elementOf(job, "runId"), "three");
});

test("PUT /parameters/NAME takes the body as the value, whatever it is called", async () => {
  const job = await createJob(list);
  assert.equal(await put(`${job}/parameters/min`, "2.5", "text/plain"), 303);
  assert.equal(await put(`${job}/parameters/NOTE`, "a=b & ü", "application/octet-stream"), 303);
  assert.equal((await ask("GET", `${job}/parameters/min`)).text, "2.5");
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "a=b & ü");
  assert.equal(await put(`${job}/parameters/note`, "note=a+%26", "application/x-www-form-urlencoded"), 303);
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "a &");
  assert.equal(await put(`${job}/parameters/min`, "7", "application/x-www-form-urlencoded"), 303);
  assert.equal((await ask("GET", `${job}/parameters/min`)).text, "7");
  assert.equal(await put(`${job}/parameters/note`, '{"a":1}', "application/json"), 303);
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, '{"a":1}');
});

test("PUT /parameters/NAME of a file takes its bytes", async () => {
  const job = await createJob(list);
  assert.equal(await put(`${job}/parameters/table`, "1,2\n", "text/csv"), 303);
  const value = await ask("GET", `${job}/parameters/table`);
  assert.equal(value.text, "1,2\n");
  assert.match(value.headers.get("content-type") ?? "", /^text\/csv/);
});

test("PUT /parameters/NAME refuses what a form would refuse", async () => {
  const job = await createJob(list);
  assert.equal(await put(`${job}/parameters/min`, "-1", "text/plain"), 400);
  assert.equal(await put(`${job}/parameters/colour`, "red", "text/plain"), 404);
  assert.equal(await put(`${job}/parameters/note`, "x".repeat(1_000_001), "text/plain"), 413);
  const bytes = new Blob([new Uint8Array([0xff, 0xfe])]);
  const broken = await fetch(`${job}/parameters/note`, { method: "PUT", body: bytes, redirect: "manual" });
  assert.equal(broken.status, 400);
  assert.equal(await put(`${job}/parameters/token`, "s3cret", "text/plain"), 303);
  assert.ok(!(await ask("GET", job)).text.includes("s3cret"));
  await askPhase(job, "RUN");
  assert.equal(await put(`${job}/parameters/min`, "1", "text/plain"), 403);
  assert.equal(await put(`${job}/parameters/table`, "1", "text/csv"), 403);
});
