import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;
let list: string;
const jobs: string[] = [];

before(async () => {
  serving = await startServing({
    jobs: { a: { command: ["true"] }, b: { command: ["true"] }, c: { command: ["true"] } },
  });
  list = `${serving.url}/services/a/async`;
  for (const type of ["a", "a", "b", "a"]) {
    const answer = await ask("POST", `${serving.url}/services/${type}/async`, {
      form: { RUNID: `<${type}>` },
    });
    jobs.push(answer.headers.get("location")?.split("/").at(-1) ?? "");
    await sleep(3);
  }
  await ask("POST", `${list}/${jobs[1]}/phase`, { form: { PHASE: "ABORT" } });
});
after(() => serving.close());

function idsIn(document: string): readonly string[] {
  return [...document.matchAll(/<uws:jobref id="(\w+)"/g)].map((match) => match[1] ?? "");
}

test("GET /{jobs} lists a type's jobs, newest first", async (t) => {
  const { text, status, headers } = await ask("GET", list);
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^text\/xml/);
  await assertValidUws(t, text);
  assert.deepEqual(idsIn(text), [jobs[3], jobs[1], jobs[0]]);
  assert.ok(text.includes(`xlink:href="${list}/${jobs[3]}"`));
  assert.match(
    text,
    /<uws:phase>PENDING<.*<uws:runId>&lt;a&gt;<.*<uws:ownerId xsi:nil="true"\/><uws:creationTime>2.*Z</,
  );
});

test("GET /jobs lists the jobs of all types, with addresses of its own", async (t) => {
  for (const path of ["/jobs", "/jobs/"]) {
    const { text } = await ask("GET", `${serving.url}${path}`);
    await assertValidUws(t, text);
    assert.deepEqual(idsIn(text), jobs.toReversed());
    assert.ok(text.includes(`xlink:href="${serving.url}/jobs/${jobs[2]}"`));
  }
});

test("GET /{jobs} of a type without jobs is an empty document", async (t) => {
  const { text } = await ask("GET", `${serving.url}/services/c/async`);
  await assertValidUws(t, text);
  assert.deepEqual(idsIn(text), []);
});

test("LAST, PHASE and AFTER choose, all together", async () => {
  assert.deepEqual(idsIn((await ask("GET", `${list}?LAST=2`)).text), [jobs[3], jobs[1]]);
  assert.deepEqual(idsIn((await ask("GET", `${list}?PHASE=ABORTED`)).text), [jobs[1]]);
  assert.deepEqual(idsIn((await ask("GET", `${list}?PHASE=PENDING&phase=ABORTED&LAST=1`)).text), [jobs[3]]);
  assert.deepEqual(idsIn((await ask("GET", `${list}?PHASE=ARCHIVED`)).text), []);
  const time = /<uws:creationTime>([^<]+)</.exec((await ask("GET", `${list}/${jobs[1]}`)).text)?.[1] ?? "";
  assert.deepEqual(idsIn((await ask("GET", `${list}?AFTER=${time}`)).text), [jobs[3]]);
});

for (const query of [
  "PHASE=SUCCESS",
  "LAST=0",
  "LAST=sometext",
  "AFTER=2015-26-10",
  "AFTER=2015-10-26T09:00+01:00",
]) {
  test(`GET /{jobs}?${query} answers 400`, async () => {
    assert.equal((await ask("GET", `${list}?${query}`)).status, 400);
  });
}

test("A list longer than one page is complete", async () => {
  const count = 1203;
  for (let made = 0; made < count; made += 401) {
    const all = Array.from({ length: 401 }, () =>
      serving.service.create({ type: "c", parameters: {}, files: [], owner: null, run: false }),
    );
    await Promise.all(all);
  }
  const ids = idsIn((await ask("GET", `${serving.url}/services/c/async`)).text);
  assert.equal(new Set(ids).size, count);
  assert.equal(idsIn((await ask("GET", `${serving.url}/services/c/async?LAST=700`)).text).length, 700);
});

test("Every Accept is answered with XML", async () => {
  for (const accept of [
    "text/html, image/gif, image/jpeg, */*; q=0.2",
    "text/plain",
    "application/json",
    "",
    "x",
  ]) {
    const { status, headers } = await ask("GET", list, { headers: { accept } });
    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /xml/);
  }
});
