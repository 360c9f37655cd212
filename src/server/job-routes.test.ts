import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import {
  attemptSchema,
  problemSchema,
  itemSchema,
  jobSchema,
  resultSchema,
  statusSchema,
  typeSchema,
} from "./api-schemas.ts";
import type { AttemptView, ItemView, JobView, ResultView } from "./api.ts";

let serving: Serving;
let api: string;

before(async () => {
  serving = await startServing({
    jobs: {
      greet: {
        title: "Greet",
        command: [
          "sh",
          "-c",
          'echo "hello $1"; cat "$2" > "$RUNYARD_RESULTS/copy.txt"',
          "sh",
          "{name}",
          "{file}",
        ],
        parameters: {
          name: { type: "string", default: "you", max_length: 20 },
          times: { type: "integer", minimum: 0, multiple: true },
          file: { type: "file", default: "runyard.yaml" },
          token: { type: "secret" },
        },
      },
      some: { command: ["sh", "-c", '[ "{item}" != b ]'], agenda: ["a", "b", "c"] },
      sleep: { command: ["sleep", "60"] },
    },
  });
  api = `${serving.url}/api/v1`;
});
after(() => serving.close());

function jobOf(answer: Answer, status = 200): JobView {
  assert.equal(answer.status, status, answer.text);
  return jobSchema.parse(JSON.parse(answer.text));
}

async function waitForEnd({ id }: JobView): Promise<JobView> {
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${api}/jobs/${id}?wait=20&phase=${phase}`);
  return jobOf(await ask("GET", `${api}/jobs/${id}`));
}

test("POST /jobs takes JSON, runs the job and shows it", async () => {
  const json = {
    type: "greet",
    parameters: { name: "Ann", times: [1, 2], token: "hunter2" },
    runId: "r1",
    priority: 3,
  };
  const answer = await ask("POST", `${api}/jobs`, { json: { ...json, run: false } });
  const job = jobOf(answer, 201);
  assert.equal(answer.headers.get("location"), job.href);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  assert.deepEqual(
    [job.phase, job.runId, job.priority, job.parameters, job.uws],
    [
      "PENDING",
      "r1",
      3,
      { name: "Ann", times: [1, 2], token: null },
      `${serving.url}/services/greet/async/${job.id}`,
    ],
  );
  assert.equal((await ask("GET", job.uws)).status, 200);
});

test("POST /jobs takes a form with files, and their bytes come back", async () => {
  const body = new FormData();
  body.set("type", "greet");
  body.set("priority", "-5");
  body.set("executionDurationSeconds", "30");
  body.set("parameters.name", "Bob");
  body.append("parameters.times", "4");
  body.append("parameters.times", "5");
  body.set("parameters.file", new Blob(["some bytes"]), "naïve.txt");
  const job = await waitForEnd(jobOf(await ask("POST", `${api}/jobs`, { body }), 201));
  assert.deepEqual(
    [job.phase, job.priority, job.executionDurationSeconds, job.parameters["times"]],
    ["COMPLETED", -5, 30, [4, 5]],
  );
  const file = job.parameters["file"] as { readonly href: string };
  assert.deepEqual(file, {
    file: "naïve.txt",
    size: 10,
    mediaType: "text/plain",
    href: `${job.href}/files/file/0`,
  });
  assert.equal((await ask("GET", file.href)).text, "some bytes");

  const { results } = JSON.parse((await ask("GET", `${job.href}/results`)).text) as {
    readonly results: readonly ResultView[];
  };
  const [copy] = results.map((result) => resultSchema.parse(result));
  assert.deepEqual([copy?.id, copy?.size, copy?.item], ["copy.txt", 10, 0]);
  assert.equal((await ask("GET", copy?.href ?? "")).text, "some bytes");
  assert.equal((await ask("GET", `${job.href}/output/stdout`)).text, "hello Bob\n");
});

test("POST /jobs takes a urlencoded form", async () => {
  const job = jobOf(
    await ask("POST", `${api}/jobs`, { form: { type: "sleep", run: "false", runId: "x" } }),
    201,
  );
  assert.deepEqual([job.phase, job.runId, job.waitsFor !== null], ["PENDING", "x", true]);
});

const badBodies: readonly (readonly [string, unknown])[] = [
  ["an unknown type", { type: "nothing" }],
  ["an unknown key", { type: "greet", colour: "red" }],
  ["a number for a name", { type: 5 }],
  ["a nested value", { type: "greet", parameters: { name: { a: 1 } } }],
  ["an unknown parameter", { type: "greet", parameters: { colour: "red" } }],
  ["a parameter of an object's own name", { type: "greet", parameters: { constructor: "red" } }],
  ["a value out of its range", { type: "greet", parameters: { times: [-1] } }],
  ["a text for a file", { type: "greet", parameters: { file: "/etc/passwd" } }],
  ["a run id that is too long", { type: "greet", runId: "x".repeat(65) }],
  ["a destruction that is no instant", { type: "greet", destructionAt: "tomorrow" }],
  ["a list", []],
  ["null", null],
];
for (const [what, json] of badBodies) {
  test(`POST /jobs refuses ${what} with one sentence`, async () => {
    const answer = await ask("POST", `${api}/jobs`, { json });
    const error = problemSchema.parse(JSON.parse(answer.text));
    assert.ok(answer.status === 400 || answer.status === 404, answer.text);
    assert.equal(error.status, answer.status);
    assert.match(error.detail, /^Cannot [^\n]+[^.\n]$/);
  });
}

for (const body of ["{", "", '{"type":"greet"} x']) {
  test(`POST /jobs refuses the body ${JSON.stringify(body)}`, async () => {
    const answer = await ask("POST", `${api}/jobs`, {
      body,
      headers: { "content-type": "application/json" },
    });
    assert.equal(answer.status, 400);
  });
}

test("GET /jobs lists page by page, newest first, by type and phase", async () => {
  const made: string[] = [];
  for (const type of ["sleep", "sleep", "some", "sleep"]) {
    made.unshift(
      jobOf(await ask("POST", `${api}/jobs`, { json: { type, run: false, runId: "page" } }), 201).id,
    );
  }
  const page = async (
    query: string,
  ): Promise<{ readonly ids: readonly string[]; readonly next: string | null }> => {
    const { jobs, next } = JSON.parse((await ask("GET", `${api}/jobs?${query}`)).text) as {
      readonly jobs: readonly JobView[];
      readonly next: string | null;
    };
    return { ids: jobs.map((job) => jobSchema.parse(job).id), next };
  };
  const first = await page("limit=3");
  assert.deepEqual(first.ids, made.slice(0, 3));
  const second = await page(`limit=1&cursor=${first.next}`);
  assert.deepEqual(second.ids, made.slice(3));
  const linked = await ask("GET", `${api}/jobs?limit=3&type=sleep&type=some`);
  const [, url = ""] = /^<(.*)>; rel="next"$/.exec(linked.headers.get("link") ?? "") ?? [];
  // Jobs that come and go move nothing.
  await ask("DELETE", `${api}/jobs/${made[2]}`);
  await ask("POST", `${api}/jobs`, { json: { type: "sleep", run: false } });
  const followed = JSON.parse((await ask("GET", url)).text) as { readonly jobs: readonly JobView[] };
  assert.equal(followed.jobs[0]?.id, made[3]);
  made.splice(2, 1);
  assert.deepEqual((await page("type=some&type=sleep&phase=PENDING&limit=3")).ids.slice(1), made.slice(0, 2));
  assert.deepEqual(await page("type=some&phase=SUSPENDED"), { ids: [], next: null });
});

for (const query of [
  "limit=0",
  "limit=1001",
  "limit=x",
  "limit=",
  "phase=SUCCESS",
  "cursor=-1",
  "cursor=",
  "cursor=aXRlbXMgMQ",
  "colour=red",
]) {
  test(`GET /jobs?${query} answers 400`, async () => {
    assert.equal((await ask("GET", `${api}/jobs?${query}`)).status, 400);
  });
}

test("PATCH changes limits and parameters, and refuses the rest", async () => {
  const job = jobOf(await ask("POST", `${api}/jobs`, { json: { type: "greet", run: false } }), 201);
  const json = {
    executionDurationSeconds: 9,
    destructionAt: "2031-01-01T00:00:00Z",
    parameters: { name: "Eve" },
  };
  const changed = jobOf(await ask("PATCH", job.href, { json }));
  assert.deepEqual(
    [changed.executionDurationSeconds, changed.destructionAt, changed.parameters["name"]],
    [9, "2031-01-01T00:00:00.000Z", "Eve"],
  );
  assert.equal((await ask("PATCH", job.href, { json: { phase: "RUN" } })).status, 400);
  assert.equal((await ask("PATCH", job.href, { json: { executionDurationSeconds: -1 } })).status, 400);
});

test("PATCH changes nothing where it refuses a part", async () => {
  const job = jobOf(await ask("POST", `${api}/jobs`, { json: { type: "greet", run: false } }), 201);
  const json = { parameters: { name: "Bo" }, instances: 2 };
  const answer = await ask("PATCH", job.href, { json });
  assert.equal(answer.status, 400);
  assert.match(
    problemSchema.parse(JSON.parse(answer.text)).detail,
    /body: parameters change while a job is PENDING/,
  );
  assert.deepEqual(jobOf(await ask("GET", job.href)).parameters, job.parameters);
});

test("run, abort, retry and DELETE do what they say", async () => {
  const job = jobOf(await ask("POST", `${api}/jobs`, { json: { type: "sleep", run: false } }), 201);
  assert.match(jobOf(await ask("POST", `${job.href}/run`)).phase, /^(QUEUED|EXECUTING)$/);
  assert.equal(jobOf(await ask("POST", `${job.href}/abort`)).phase, "ABORTED");
  assert.equal((await ask("POST", `${job.href}/run`)).status, 403);
  const retried = await ask("POST", `${job.href}/retry`);
  const next = jobOf(retried, 201);
  assert.equal(next.retryOf, job.id);
  assert.equal(retried.headers.get("location"), next.href);
  for (const { href } of [job, next]) {
    assert.deepEqual([(await ask("DELETE", href)).status, (await ask("GET", href)).status], [204, 404]);
  }
});

test("Items and attempts tell how the work went", async () => {
  const job = await waitForEnd(jobOf(await ask("POST", `${api}/jobs`, { json: { type: "some" } }), 201));
  assert.deepEqual([job.phase, job.items.complete, job.items.failed], ["ERROR", 2, 1]);
  const { items } = JSON.parse((await ask("GET", `${job.href}/items`)).text) as {
    readonly items: readonly ItemView[];
  };
  assert.deepEqual(
    items.map((item) => itemSchema.parse(item).exitStatus),
    [0, 1, 0],
  );
  assert.match(items[1]?.message ?? "", /exit status 1/);
  const names: string[] = [];
  for (let url: string | undefined = `${job.href}/items?limit=2`; url !== undefined; ) {
    const { text, headers } = await ask("GET", url);
    names.push(
      ...(JSON.parse(text) as { readonly items: readonly ItemView[] }).items.map(({ name }) => name),
    );
    url = /^<(.*)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
  }
  assert.deepEqual(names, ["a", "b", "c"]);
  const failed = JSON.parse((await ask("GET", `${job.href}/items?phase=failed&from=0&limit=5`)).text) as {
    readonly items: readonly ItemView[];
  };
  assert.deepEqual(
    failed.items.map((item) => item.name),
    ["b"],
  );
  const { attempts } = JSON.parse((await ask("GET", `${job.href}/attempts`)).text) as {
    readonly attempts: readonly AttemptView[];
  };
  assert.equal(attempts.map((attempt) => attemptSchema.parse(attempt)).length, 3);
});

test("Types, status and health are there", async () => {
  const types = JSON.parse((await ask("GET", `${api}/types`)).text) as readonly unknown[];
  assert.deepEqual(
    types.map((type) => typeSchema.parse(type).name),
    ["greet", "some", "sleep"],
  );
  const greet = typeSchema.parse(JSON.parse((await ask("GET", `${api}/types/greet`)).text));
  assert.equal(greet.parameters.find((one) => one.name === "file")?.default, "runyard.yaml");
  assert.equal((await ask("GET", `${api}/types/nothing`)).status, 404);
  assert.equal(
    statusSchema.parse(JSON.parse((await ask("GET", `${api}/status`)).text)).version,
    "0.0.0-test",
  );
  assert.equal((await ask("GET", `${serving.url}/healthz`)).text, '{"status":"ok"}');
  assert.match((await ask("GET", `${api}/openapi.json`)).text, /^\{"openapi":"3\.1\.0"/);
});

test("A backup needs a whole path, and a new file", async () => {
  const path = `${serving.folder}/backup.db`;
  assert.equal((await ask("POST", `${api}/backup`, { json: { path: "backup.db" } })).status, 400);
  assert.equal((await ask("POST", `${api}/backup`, { json: { path } })).status, 201);
  assert.notEqual((await ask("POST", `${api}/backup`, { json: { path } })).status, 201);
});
