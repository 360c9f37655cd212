import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { jobSchema, problemSchema } from "./api-schemas.ts";

let serving: Serving;
let job: string;

before(async () => {
  serving = await startServing({ jobs: { say: { command: ["true"] } } });
  const answer = await ask("POST", `${serving.url}/api/v1/jobs`, { json: { type: "say", run: false } });
  ({ id: job } = jobSchema.parse(JSON.parse(answer.text)));
});
after(() => serving.close());

const list = "expected a text or a number or true or false";
for (const [method, path, json, said] of [
  ["GET", "?limit=0", undefined, 'query: "limit": expected a number of at least 1, found 0'],
  ["GET", "?limit=x", undefined, 'query: "limit": expected a whole number'],
  ["GET", "?phases=ERROR", undefined, 'query: "phases": unknown key; did you mean "phase"?'],
  ["PATCH", "/ID", { priority: 1.5 }, 'body: "priority": expected a whole number, found 1.5'],
  [
    "PATCH",
    "/ID",
    { destructionAt: "soon" },
    'body: "destructionAt": expected an instant in UTC like 2026-11-22T01:02:03Z',
  ],
  ["POST", "/ID/items", {}, 'body: "items": expected a text, found nothing'],
  ["POST", "/ID/items", [], "body: expected a mapping, found a list"],
  [
    "POST",
    "",
    { type: "say", parameters: { a: { b: 1 } } },
    `body: "parameters.a": ${list}, found a mapping`,
  ],
] as const) {
  test(`${method} /jobs${path} with ${JSON.stringify(json)} is told what is expected`, async () => {
    const url = `${serving.url}/api/v1/jobs${path.replace("ID", job)}`;
    const { status, text } = await ask(method, url, json === undefined ? {} : { json });
    assert.equal(status, 400);
    assert.equal(problemSchema.parse(JSON.parse(text)).detail, `Cannot read the request's ${said}`);
  });
}

test("A parameter called __proto__ is refused like any that is unknown, in JSON and in forms", async () => {
  const url = `${serving.url}/api/v1/jobs`;
  const headers = { "content-type": "application/json" };
  const parameters = '"parameters":{"__proto__":"x"}';
  const form = new FormData();
  form.set("type", "say");
  form.set("parameters.__proto__", "x");
  for (const answer of [
    await ask("POST", url, { body: `{"type":"say","run":false,${parameters}}`, headers }),
    await ask("PATCH", `${url}/${job}`, { body: `{${parameters}}`, headers }),
    await ask("POST", url, { body: form }),
    await ask("POST", url, { form: { type: "say", "parameters.__proto__": "x" } }),
  ]) {
    const problem = problemSchema.parse(JSON.parse(answer.text));
    assert.deepEqual([answer.status, problem.code], [400, "bad-parameter"]);
    assert.equal(problem.detail, 'Cannot set parameter "__proto__": the job\'s type has no such parameter');
  }
});
