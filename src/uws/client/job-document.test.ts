import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Job, noItems, phases } from "../../job/mod.ts";
import { jobDocument } from "../job-document.ts";
import { jobListDocument } from "../job-list-document.ts";
import { escapeXml, isXmlText } from "../xml.ts";
import { type UwsJobDocument, readJobDocument } from "./job-document.ts";
import { readJobSummary } from "./job-summary.ts";
import { readElements } from "./read-elements.ts";

const url = "http://archive.example/tap/async/1234";

async function readFixture(name: string): Promise<UwsJobDocument> {
  const bytes = await readFile(new URL(`../../../test/fixtures/uws/${name}`, import.meta.url));
  return readBytes(bytes, bytes.length);
}

async function readBytes(bytes: Uint8Array, step: number): Promise<UwsJobDocument> {
  const [root] = await Array.fromAsync(
    readElements(pieces(bytes, step), { isRoot: (local) => local === "job", depth: 0 }),
  );
  assert.ok(root);
  return readJobDocument(root, url);
}

async function* pieces(bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let place = 0; place < bytes.length; place += step) yield bytes.subarray(place, place + step);
}

test("readJobDocument() reads a job of UWS 1.0: no version, other instants, CDATA, relative addresses", async () => {
  assert.deepEqual(await readFixture("uws-1.0-job.xml"), {
    url,
    version: "1.0",
    jobId: "1234",
    runId: null,
    ownerId: null,
    phase: "EXECUTING",
    quote: null,
    creationTime: null,
    startTime: new Date("2014-05-06T07:08:09.123Z"),
    endTime: null,
    executionDuration: 3600,
    destruction: new Date("2014-05-13T07:08:09Z"),
    parameters: [
      { id: "target", value: "M 31 & its < halo", byReference: false, isPost: false },
      { id: "image", value: "http://archive.example/image.fits", byReference: true, isPost: true },
    ],
    results: [
      {
        id: "spectrum",
        href: "http://archive.example/tap/async/results/spectrum",
        sizeBytes: null,
        mediaType: null,
      },
    ],
    error: null,
    jobInfo: null,
  });
});

test("readJobDocument() goes by namespaces whatever their prefixes, and keeps what a vendor adds", async () => {
  const document = await readFixture("cadc-job.xml");
  assert.deepEqual([document.ownerId, document.quote, document.phase], ["ann", null, "COMPLETED"]);
  assert.deepEqual(
    document.parameters.map(({ id, value }) => `${id}=${value}`),
    ["TARGET=vos:ann/a", "TARGET=vos:ann/b"],
  );
  assert.deepEqual(document.results, [
    {
      id: "transferDetails",
      href: "https://ws.archive.example/vault/xfer/o9x8cd",
      sizeBytes: 4096,
      mediaType: "text/xml",
    },
  ]);
  const [transfer] = await Array.fromAsync(
    readElements(pieces(Buffer.from(document.jobInfo ?? ""), 1000), {
      isRoot: (local, uri) => local === "transfer" && uri === "http://www.ivoa.net/xml/VOSpace/v2.0",
      depth: 0,
    }),
  );
  assert.equal(transfer?.attributes.find(({ name }) => name === "version")?.value, "2.1");
  assert.match(document.jobInfo ?? "", /<vos:target ns2:href="vos:ann\/a">a &amp; b<\/vos:target>/);
});

test("readJobDocument() takes a phase that nobody else has", async () => {
  const document = await readFixture("opus-job.xml");
  assert.deepEqual(
    [document.phase, document.runId, document.destruction],
    ["CANCELLING", "ctbin_2", new Date("2026-11-02T08:00:00Z")],
  );
  assert.equal(document.results[0]?.href, "http://opus.example/store?jobid=4a1c&id=stdout");
  assert.deepEqual(document.error, {
    type: "transient",
    hasDetail: true,
    message: "Slurm is asked to cancel it",
  });
  assert.match(document.jobInfo ?? "", /^<opus:state [^>]*xmlns:opus="urn:example:opus"[^>]* retries="2">/);
});

test("readJobDocument() reads what DaCHS 2.7 writes", async () => {
  const document = await readFixture("dachs-2.7-job.xml");
  assert.deepEqual([document.version, document.phase, document.ownerId], ["1.1", "ERROR", null]);
  assert.equal(document.parameters[2]?.value, "SELECT nope FROM tap_schema.tables WHERE 1<2");
  assert.match(document.error?.message ?? "", /^Field query: No such field known/);
});

test("readJobDocument() refuses a job without a phase", async () => {
  const document = '<u:job xmlns:u="http://www.ivoa.net/xml/UWS/v1.0"><u:jobId>1</u:jobId></u:job>';
  await assert.rejects(readBytes(Buffer.from(document), 10), SyntaxError);
});

const instant = fc.integer({ min: 0, max: 253_402_300_799_999 });
/** What XML can't carry is written as U+FFFD, so what is compared has been through that already. */
const someText = fc.string({ unit: "binary", maxLength: 40 }).map((one) => unescapeXml(escapeXml(one)));
const someJob: fc.Arbitrary<Job> = fc.record({
  id: fc.stringMatching(/^\d[0-9a-z]{25}$/),
  sequence: fc.constant(1),
  type: fc.constant("plot"),
  phase: fc.constantFrom(...phases),
  owner: fc.option(someText),
  runId: fc.option(someText),
  priority: fc.constant(0),
  createdAt: instant,
  queuedAt: fc.constant(null),
  startedAt: fc.option(instant),
  endedAt: fc.option(instant),
  executionDurationSeconds: fc.nat(),
  executedMs: fc.constant(0),
  executingSince: fc.constant(null),
  destructionAt: fc.option(instant),
  parameters: fc.dictionary(
    fc.stringMatching(/^[a-z]\w{0,10}$/),
    fc.oneof(fc.string({ unit: "binary" }), fc.double({ noNaN: true }), fc.boolean(), fc.array(someText)),
  ),
  plan: fc.constant(null),
  items: fc.constant(noItems),
  fence: fc.constant(0),
  error: fc.option(
    fc.record({
      type: fc.constantFrom("fatal" as const, "transient" as const),
      message: someText,
      detail: fc.constant(""),
    }),
  ),
  retryOf: fc.constant(null),
  deleted: fc.constant(false),
});
const someResults = fc.array(
  fc.record({ id: someText, sizeBytes: fc.nat(), mediaType: fc.constantFrom("text/plain", "image/png") }),
);

test("readJobDocument() reads back every job that jobDocument() writes, in whatever pieces it comes", async () => {
  await fc.assert(
    fc.asyncProperty(
      someJob,
      someResults,
      fc.option(instant),
      fc.integer({ min: 1, max: 500 }),
      async (job, results, quoteAt, step) => {
        const written = await Array.fromAsync(jobDocument(job, onePage(results), url, quoteAt));
        const read = await readBytes(Buffer.from(written.join("")), step);
        assert.deepEqual(read, expected(job, results, quoteAt));
      },
    ),
    { numRuns: 200 },
  );
});

function expected(
  job: Job,
  results: readonly { readonly id: string; readonly sizeBytes: number; readonly mediaType: string }[],
  quoteAt: number | null,
): UwsJobDocument {
  const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));
  return {
    url,
    version: "1.1",
    jobId: job.id,
    runId: job.runId,
    ownerId: job.owner,
    phase: job.phase,
    quote: dateOf(quoteAt),
    creationTime: new Date(job.createdAt),
    startTime: dateOf(job.startedAt),
    endTime: dateOf(job.endedAt),
    executionDuration: job.executionDurationSeconds,
    destruction: dateOf(job.destructionAt),
    parameters: Object.entries(job.parameters).flatMap(([id, value]) =>
      [value].flat().map((one, index) => {
        const text = typeof one === "object" ? one.kind : String(one);
        const byReference = !isXmlText(text);
        const reference = `${url}/parameters/${id}${Array.isArray(value) ? `/${index}` : ""}`;
        return { id, value: byReference ? reference : text, byReference, isPost: false };
      }),
    ),
    results: results.map(({ id, sizeBytes, mediaType }) => ({
      id,
      href: new URL(`${url}/results/${id.split("/").map(encodeURIComponent).join("/")}`).href,
      sizeBytes,
      mediaType,
    })),
    error: job.error === null ? null : { type: job.error.type, hasDetail: true, message: job.error.message },
    jobInfo: null,
  };
}

function unescapeXml(xml: string): string {
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return xml.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (named[name] ?? "") : String.fromCodePoint(Number(code)),
  );
}

test("readJobSummary() reads back every list that jobListDocument() writes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someJob, { maxLength: 5 }), async (jobs) => {
      const list = jobListDocument(onePage(jobs), (job) => `http://archive.example/jobs/${job.id}`);
      const bytes = Buffer.from((await Array.fromAsync(list)).join(""));
      const elements = readElements(pieces(bytes, 100), { isRoot: (local) => local === "jobs", depth: 1 });
      assert.deepEqual(
        (await Array.fromAsync(elements)).map((element) =>
          readJobSummary(element, "http://archive.example/jobs"),
        ),
        jobs.map(({ id, phase, runId, owner, createdAt }) => ({
          id,
          url: `http://archive.example/jobs/${id}`,
          phase,
          runId,
          ownerId: owner,
          creationTime: new Date(createdAt),
        })),
      );
    }),
    { numRuns: 50 },
  );
});

async function* onePage<T>(jobs: readonly T[]): AsyncGenerator<readonly T[]> {
  yield jobs;
}
