import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;
let list: string;

before(async () => {
  serving = await startServing({
    jobs: {
      cat: {
        command: ["cat", "{tables}"],
        parameters: {
          note: { type: "string" },
          tables: { type: "file", multiple: true },
          one: { type: "file" },
        },
      },
    },
  });
  list = `${serving.url}/services/cat/async`;
});
after(() => serving.close());

async function create(body?: FormData): Promise<string> {
  const answer = await ask("POST", list, body === undefined ? {} : { body });
  return answer.headers.get("location") ?? "";
}

test("/{id}/parameters is a document, and each value is below it", async (t) => {
  const body = new FormData();
  body.set("note", "line one\r\nline two");
  body.append("tables", new Blob(["A"]), "a.csv");
  body.append("tables", new Blob(["B"]), "b.csv");
  const job = await create(body);
  const { text } = await ask("GET", `${job}/parameters`);
  await assertValidUws(t, text);
  const references = [...text.matchAll(/byReference="true">([^<]+)</g)].map((match) => match[1] ?? "");
  assert.deepEqual(references, [`${job}/parameters/tables/0`, `${job}/parameters/tables/1`]);
  assert.deepEqual(await Promise.all(references.map(async (url) => (await ask("GET", url)).text)), [
    "A",
    "B",
  ]);
  assert.equal((await ask("GET", `${job}/parameters/NOTE`)).text, "line one\r\nline two");
});

test("An input file is a download that no browser runs", async () => {
  const body = new FormData();
  body.set("one", new Blob(["<script>"], { type: "text/html" }), "x.html");
  const { headers, status } = await ask("GET", `${await create(body)}/parameters/one`);
  assert.equal(status, 200);
  assert.match(headers.get("content-disposition") ?? "", /^attachment; filename="x\.html"$/);
  assert.match(headers.get("content-security-policy") ?? "", /sandbox/);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
});

test("A value that XML can't carry is given by reference", async (t) => {
  const job = await create();
  const answer = await ask("POST", `${job}/parameters`, { form: { note: "a\u0001b" } });
  if (answer.status === 303) {
    const { text } = await ask("GET", job);
    await assertValidUws(t, text);
    assert.match(text, /id="note" byReference="true"/);
    assert.equal((await ask("GET", `${job}/parameters/note`)).text, "a\u0001b");
  } else assert.equal(answer.status, 400);
});

test("Parameters change while the job is PENDING", async () => {
  const job = await create();
  assert.equal((await ask("POST", `${job}/parameters`, { form: { NOTE: "new" } })).status, 303);
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "new");
  assert.equal((await ask("POST", `${job}/parameters/note`, { form: { note: "newer" } })).status, 303);
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "newer");
  const body = new FormData();
  body.set("one", new Blob(["1"]), "1.csv");
  assert.equal((await ask("POST", `${job}/parameters`, { body })).status, 303);
  assert.equal((await ask("GET", `${job}/parameters/one`)).text, "1");
  assert.equal((await ask("GET", `${job}/parameters/note`)).text, "newer");
});

test("Parameters no longer change after that", async () => {
  const job = await create();
  await ask("POST", `${job}/phase`, { form: { PHASE: "ABORT" } });
  assert.equal((await ask("POST", `${job}/parameters`, { form: { note: "late" } })).status, 403);
});

test("What is not there answers 404, what is not known 400", async () => {
  const job = await create();
  for (const path of ["note", "nothing", "__proto__", "constructor", "tables/0", "note/x"]) {
    assert.equal((await ask("GET", `${job}/parameters/${path}`)).status, 404, path);
  }
  assert.equal((await ask("POST", `${job}/parameters`, { form: { colour: "red" } })).status, 400);
  assert.equal((await ask("POST", `${job}/parameters/one`, { form: { note: "x" } })).status, 400);
  assert.equal((await ask("POST", `${job}/parameters`)).status, 400);
  assert.equal((await ask("POST", `${job}/parameters`, { form: { runId: "x".repeat(65) } })).status, 400);
});
