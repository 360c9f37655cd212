import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Answer, ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { JobView } from "./api.ts";

let serving: Serving;
let jobs: string;

before(async () => {
  serving = await startServing({
    jobs: {
      greet: {
        command: ["echo", "{name}", "{file}"],
        parameters: {
          name: { type: "string", default: "you" },
          file: { type: "file", multiple: true, default: ["runyard.yaml"] },
          token: { type: "secret" },
        },
      },
    },
  });
  jobs = `${serving.url}/api/v1/jobs`;
});
after(() => serving.close());

function send(key: string, json: object): Promise<Answer> {
  return ask("POST", jobs, { json, headers: { "idempotency-key": key } });
}

function idOf({ status, text }: Answer): string {
  assert.equal(status, 201, text);
  return (JSON.parse(text) as JobView).id;
}

const pending = { type: "greet", run: false, parameters: { name: "Ann", token: "hunter2" } };

test("The same request with the same key makes one job, and is answered as at first", async () => {
  const [first, second] = [await send("one", pending), await send('"one"', { ...pending })];
  assert.equal(idOf(first), idOf(second));
  assert.equal(first.headers.get("location"), second.headers.get("location"));
  assert.notEqual(idOf(await send("two", pending)), idOf(first));
  assert.notEqual(idOf(await ask("POST", jobs, { json: pending })), idOf(first));
});

test("Another request with the same key is refused with 422", async () => {
  idOf(await send("other", pending));
  for (const other of [
    { ...pending, run: true },
    { ...pending, priority: 1 },
    { ...pending, parameters: { name: "Bob", token: "hunter2" } },
    { ...pending, parameters: { name: "Ann", token: "hunter3" } },
  ]) {
    const answer = await send("other", other);
    assert.deepEqual(
      [answer.status, (JSON.parse(answer.text) as { code: string }).code],
      [422, "key-reused"],
    );
  }
});

test("Many at once make one job", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => send("many", pending)));
  assert.equal(new Set(answers.map(idOf)).size, 1);
});

test("What was refused, and what is deleted, makes room for another", async () => {
  assert.equal((await send("again", { type: "nothing" })).status, 404);
  const first = idOf(await send("again", pending));
  assert.equal((await ask("DELETE", `${jobs}/${first}`)).status, 204);
  assert.notEqual(idOf(await send("again", { ...pending, priority: 7 })), first);
});

test("A form's files belong to the request by their bytes, and none is left over", async () => {
  const form = (content: string): FormData => {
    const body = new FormData();
    body.set("type", "greet");
    body.set("run", "false");
    body.set("parameters.file", new Blob([content]), "a.txt");
    return body;
  };
  const post = (content: string): Promise<Answer> =>
    ask("POST", jobs, { body: form(content), headers: { "idempotency-key": "form" } });
  const answers = await Promise.all(["same", "same", "same"].map(post));
  const [id = ""] = new Set(answers.map(idOf));
  assert.equal(idOf(await post("same")), id);
  assert.equal((await post("else")).status, 422);
  assert.deepEqual(await readdir(join(serving.folder, "data", "incoming")), []);
  assert.equal((await ask("GET", `${jobs}/${id}/files/file/0`)).text, "same");
});

for (const key of ["", "a b", 'a"b', '"a', "ä", "x".repeat(256)]) {
  test(`The key ${JSON.stringify(key.slice(0, 9))} is refused`, async () => {
    assert.equal((await send(key, pending)).status, 400);
  });
}
