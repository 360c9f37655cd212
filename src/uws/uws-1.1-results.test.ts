import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import { assertValidUws } from "../../test/uws-validate.ts";

let serving: Serving;

const script = `
mkdir -p "$RUNYARD_RESULTS/plots/ü b"
head -c 300000 /dev/zero | tr '\\0' x > "$RUNYARD_RESULTS/big.bin"
echo '<script>' > "$RUNYARD_RESULTS/plots/ü b/page.html"
echo out; echo err >&2`;

before(async () => {
  serving = await startServing({
    jobs: {
      write: { command: ["sh", "-c", script] },
      silent: { command: ["true"] },
      taken: { command: ["sh", "-c", 'echo file > "$RUNYARD_RESULTS/stdout"; echo stream'] },
      named: { command: ["sh", "-c", 'cd "$RUNYARD_RESULTS"; echo no > a; echo yes > result.csv'] },
      items: { command: ["echo", "{item}"], agenda: ["a", "b"] },
    },
  });
});
after(() => serving.close());

async function run(type: string): Promise<string> {
  const answer = await ask("POST", `${serving.url}/services/${type}/async`, { form: { PHASE: "RUN" } });
  const job = answer.headers.get("location") ?? "";
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${job}?WAIT=20&PHASE=${phase}`);
  assert.equal((await ask("GET", `${job}/phase`)).text, "COMPLETED");
  return job;
}

function resultsIn(
  document: string,
): readonly { readonly id: string; readonly href: string; readonly size: number }[] {
  return [
    ...document.matchAll(/<uws:result id="([^"]+)" xlink:type="simple" xlink:href="([^"]+)" size="(\d+)"/g),
  ].map(([, id = "", href = "", size]) => ({ id, href, size: Number(size) }));
}

test("Results are listed with their sizes, the outputs last, and each can be fetched byte for byte", async (t) => {
  const job = await run("write");
  const { text } = await ask("GET", `${job}/results`);
  await assertValidUws(t, text);
  await assertValidUws(t, (await ask("GET", job)).text);
  const results = resultsIn(text);
  assert.deepEqual(
    results.map((result) => result.id),
    ["big.bin", "plots/ü b/page.html", "stdout", "stderr"],
  );
  for (const { href, size } of results) {
    const answer = await ask("GET", href);
    assert.equal(answer.status, 200, href);
    assert.equal(Buffer.byteLength(answer.text), size, href);
    assert.equal(answer.headers.get("content-length"), String(size));
    assert.match(answer.headers.get("content-disposition") ?? "", /^attachment; filename="[^"/]+"/);
    assert.equal(answer.headers.get("content-security-policy"), "default-src 'none'; sandbox");
  }
  assert.equal((await ask("GET", `${job}/results/stderr`)).text, "err\n");
});

test("A result has its SHA-256 as ETag, and is not sent again to who has it", async () => {
  const url = `${await run("write")}/results/big.bin`;
  const answer = await ask("GET", url);
  const etag = `"${createHash("sha256").update(answer.text).digest("hex")}"`;
  assert.equal(answer.headers.get("etag"), etag);
  const again = await ask("GET", url, { headers: { "if-none-match": etag } });
  assert.deepEqual([again.status, again.text], [304, ""]);
});

test("The result whose name has an ending is at results/result as well, where TAP has it", async () => {
  const answer = await ask("GET", `${await run("named")}/results/result`);
  assert.deepEqual([answer.status, answer.text], [200, "yes\n"]);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/csv/);
  assert.equal((await ask("GET", `${await run("write")}/results/result`)).status, 404);
});

test("HEAD of a result tells its size and sends nothing", async () => {
  const answer = await ask("HEAD", `${await run("write")}/results/big.bin`);
  assert.deepEqual([answer.status, answer.headers.get("content-length"), answer.text], [200, "300000", ""]);
});

test("Outputs that are empty, or whose names are taken, are no results", async () => {
  assert.deepEqual(resultsIn((await ask("GET", `${await run("silent")}/results`)).text), []);
  const taken = await run("taken");
  assert.deepEqual(
    resultsIn((await ask("GET", `${taken}/results`)).text).map((result) => result.id),
    ["stdout"],
  );
  assert.equal((await ask("GET", `${taken}/results/stdout`)).text, "file\n");
});

test("Outputs of a job with several items are no results", async () => {
  const job = await run("items");
  assert.deepEqual(resultsIn((await ask("GET", `${job}/results`)).text), []);
  assert.equal((await ask("GET", `${job}/results/stdout`)).status, 404);
});

test("A result that isn't there answers 404", async () => {
  const job = await run("silent");
  for (const path of ["nothing", "..%2f..%2f..%2fstore", "stdout", "%00"]) {
    assert.equal((await ask("GET", `${job}/results/${path}`)).status, 404, path);
  }
});

test("A job that has not ended has an empty, valid list of results", async (t) => {
  const answer = await ask("POST", `${serving.url}/services/write/async`);
  const { text, status } = await ask("GET", `${answer.headers.get("location")}/results`);
  assert.equal(status, 200);
  await assertValidUws(t, text);
  assert.deepEqual(resultsIn(text), []);
});
