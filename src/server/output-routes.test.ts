import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { JobView } from "./api.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      slow: { command: ["sh", "-c", "echo one; sleep 0.4; echo two; echo err >&2"] },
      big: { command: ["sh", "-c", "head -c 3000000 /dev/zero"] },
      endless: { command: ["sh", "-c", "echo begun; sleep 60"] },
      items: { command: ["echo", "{item}"], agenda: ["a", "b"] },
    },
  });
});
after(() => serving.close());

async function run(type: string): Promise<string> {
  const answer = await ask("POST", `${serving.url}/api/v1/jobs`, { json: { type } });
  return (JSON.parse(answer.text) as JobView).href;
}

/** The first bytes of a stream, and no more. */
async function beginningOf(url: string): Promise<string> {
  const { body } = await fetch(url);
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) return chunk;
  return "";
}

async function waitForEnd(href: string): Promise<void> {
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${href}?wait=20&phase=${phase}`);
}

test("An output is followed from its beginning to its end", async () => {
  const href = await run("slow");
  const { text, status } = await ask("GET", `${href}/output/stdout?follow=true`);
  assert.deepEqual([status, text], [200, "one\ntwo\n"]);
  assert.equal((await ask("GET", `${href}/output/stderr?follow=true&offset=1`)).text, "rr\n");
});

test("An output is read from any offset, with headers that say where one is", async () => {
  const href = await run("slow");
  await waitForEnd(href);
  const part = await ask("GET", `${href}/output/stdout?offset=2&length=3`);
  assert.equal(part.text, "e\nt");
  const headers = ["offset", "size", "complete"].map((name) => part.headers.get(`runyard-output-${name}`));
  assert.deepEqual(headers, ["2", "8", "true"]);
  assert.equal((await ask("GET", `${href}/output/stdout?offset=99`)).text, "");
});

test("A large output comes whole, in pieces", async () => {
  const href = await run("big");
  await waitForEnd(href);
  const { headers, text } = await ask("GET", `${href}/output/stdout`);
  assert.deepEqual([headers.get("content-length"), text.length], ["3000000", 3_000_000]);
});

test("A follower hears at once that it is heard, and its leaving is noticed", async () => {
  const href = await run("endless");
  await beginningOf(`${href}/output/stdout?follow=true`);
  const leave = new AbortController();
  const response = await fetch(`${href}/output/stderr?follow=true`, { signal: leave.signal });
  assert.equal(response.headers.get("runyard-output-complete"), "false");
  leave.abort();
  await assert.rejects(response.text());
  assert.equal((await ask("POST", `${href}/abort`)).status, 200);
});

test("An item's output is read by its number", async () => {
  const href = await run("items");
  await waitForEnd(href);
  assert.equal((await ask("GET", `${href}/output/stdout?item=1`)).text, "b\n");
  assert.equal((await ask("GET", `${href}/output/stdout`)).status, 400);
  assert.equal((await ask("GET", `${href}/output/stdout?item=7`)).status, 404);
});

for (const query of ["offset=-1", "length=x", "follow=yes", "item=a", "colour=red"]) {
  test(`GET /output/stdout?${query} answers 400`, async () => {
    assert.equal((await ask("GET", `${await run("items")}/output/stdout?${query}`)).status, 400);
  });
}
