import assert from "node:assert/strict";
import test from "node:test";
import { assertValidUws } from "../../test/uws-validate.ts";
import { type Job, noItems, phases } from "../job/mod.ts";
import { jobDocument } from "./job-document.ts";
import { jobListDocument } from "./job-list-document.ts";
import { parametersDocument } from "./parameters-document.ts";
import { resultsDocument } from "./results-document.ts";

const url = "http://127.0.0.1:8210/jobs/0abc";
const fresh: Job = {
  id: "0abc",
  sequence: 1,
  type: "plot",
  phase: "PENDING",
  owner: null,
  runId: null,
  priority: 0,
  createdAt: Date.UTC(2026, 10, 22, 1, 2, 3, 4),
  queuedAt: null,
  startedAt: null,
  endedAt: null,
  executionDurationSeconds: 0,
  executedMs: 0,
  executingSince: null,
  destructionAt: null,
  parameters: {},
  plan: null,
  items: noItems,
  fence: 0,
  error: null,
  retryOf: null,
  deleted: false,
};
const full: Job = {
  ...fresh,
  phase: "ERROR",
  owner: "ann & bob",
  runId: "<night>\u0007",
  startedAt: fresh.createdAt + 1,
  endedAt: fresh.createdAt + 2000,
  executionDurationSeconds: 2_147_483_647,
  destructionAt: fresh.createdAt + 5000,
  parameters: {
    text: "a < b && c",
    number: 1.5,
    truth: true,
    several: ["one", "two"],
    binary: "\u0000\u001b",
    token: { kind: "secret", sealed: "SEALED" },
    table: { kind: "file", name: "a.csv", path: "/secret/place", sizeBytes: 3, mediaType: "text/csv" },
    tables: [{ kind: "file", name: "b.csv", path: "/secret/place", sizeBytes: 3, mediaType: "text/csv" }],
  },
  error: { type: "fatal", message: "exit status 3\nTraceback \u001b[31m", detail: "more" },
};
const results = [
  { id: "plots/a b.svg", sizeBytes: 3, mediaType: "image/svg+xml" },
  { id: "stdout", sizeBytes: 1, mediaType: "text/plain" },
];

for (const phase of phases) {
  test(`jobDocument() is valid in ${phase}`, async (t) => {
    await assertValidUws(t, await text(jobDocument({ ...fresh, phase }, pagesOf([]), url)));
  });
}

test("jobDocument() is valid with everything that a job may have", async (t) => {
  const document = await text(jobDocument(full, pagesOf([results]), url));
  await assertValidUws(t, document);
  assert.match(document, /<uws:creationTime>2026-11-22T01:02:03\.004Z</);
  assert.match(document, /<uws:errorSummary type="fatal" hasDetail="true">/);
  assert.match(
    document,
    /xlink:href="http:\/\/127\.0\.0\.1:8210\/jobs\/0abc\/results\/plots\/a%20b\.svg" size="3"/,
  );
});

test("jobDocument() has no secret, and no path of this machine", async () => {
  const document = await text(jobDocument(full, pagesOf([results]), url));
  assert.doesNotMatch(document, /SEALED|token|\/secret\/place/);
});

test("jobDocument() gives files, and what XML can't carry, by reference", async () => {
  const document = await text(jobDocument(full, pagesOf([results]), url));
  assert.match(document, /<uws:parameter id="table" byReference="true">http:[^<]+\/parameters\/table</);
  assert.match(document, /<uws:parameter id="tables" byReference="true">http:[^<]+\/parameters\/tables\/0</);
  assert.match(document, /<uws:parameter id="binary" byReference="true">http:[^<]+\/parameters\/binary</);
});

test("jobDocument() emits what may be nil, and nothing empty", async () => {
  const document = await text(jobDocument(fresh, pagesOf([[]]), url));
  for (const name of ["ownerId", "quote", "startTime", "endTime", "destruction"]) {
    assert.ok(document.includes(`<uws:${name} xsi:nil="true"/>`), name);
  }
});

test("jobListDocument() is valid, empty and over several pages", async (t) => {
  for (const pages of [[], [[]], [[fresh, full], [], [{ ...full, id: "1def" }]]]) {
    const document = await text(jobListDocument(pagesOf(pages), (job) => `http://x/jobs/${job.id}`));
    await assertValidUws(t, document);
    assert.equal(document.match(/<uws:jobref /g)?.length ?? 0, pages.flat().length);
  }
});

test("parametersDocument() is valid, with and without parameters", async (t) => {
  await assertValidUws(t, parametersDocument(fresh, url));
  await assertValidUws(t, parametersDocument(full, url));
});

test("resultsDocument() is valid, without and with results, over several pages", async (t) => {
  for (const pages of [[], [[]], [results], [[], results.slice(0, 1), results.slice(1)]]) {
    const document = await text(resultsDocument(pagesOf(pages), url));
    await assertValidUws(t, document);
    assert.equal(document.match(/<uws:result /g)?.length ?? 0, pages.flat().length);
  }
});

async function* pagesOf<T>(pages: readonly (readonly T[])[]): AsyncGenerator<readonly T[]> {
  yield* pages;
}

async function text(document: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(document)).join("");
}
