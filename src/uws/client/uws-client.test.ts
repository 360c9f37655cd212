import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Serving, startServing } from "../../../test/serving.ts";
import { UwsClient } from "./uws-client.ts";

let serving: Serving;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-uws-client-"));
  serving = await startServing({
    jobs: {
      echo: {
        command: ["sh", "-c", 'echo "$1" | tee "$RUNYARD_RESULTS/result.txt"', "sh", "{text}"],
        parameters: { text: { type: "string", default: "none" } },
      },
      copy: {
        command: ["sh", "-c", 'mkdir "$2/sub" && cat "$1" > "$2/sub/copy.bin"', "sh", "{table}", "{results}"],
        parameters: { table: { type: "file", required: true } },
      },
      sleep: { command: ["sleep", "600"] },
      nap: { command: ["sleep", "0.3"] },
      fail: { command: ["sh", "-c", "echo it broke >&2; exit 3"] },
    },
  });
});
after(async () => {
  await serving.close();
  await rm(folder, { recursive: true, force: true });
});

function clientOf(type: string): UwsClient {
  return new UwsClient(`${serving.url}/services/${type}/async`);
}

test("UwsClient.submit() runs a job, whose results can be fetched after wait()", async () => {
  const job = await clientOf("echo").submit({ text: "a & b\tc" }, { runId: "night 1" });
  const document = await job.wait();
  assert.deepEqual(
    [document.version, document.phase, document.runId, document.ownerId, document.error],
    ["1.1", "COMPLETED", "night 1", null, null],
  );
  assert.deepEqual(document.parameters, [
    { id: "text", value: "a & b\tc", byReference: false, isPost: false },
  ]);
  const results = await job.results();
  assert.deepEqual(
    results.map(({ id, sizeBytes, mediaType }) => ({ id, sizeBytes, mediaType })),
    [
      { id: "result.txt", sizeBytes: 8, mediaType: "text/plain" },
      { id: "stdout", sizeBytes: 8, mediaType: "text/plain" },
    ],
  );
  for (const result of results) {
    assert.equal(await readFile(await result.download(folder), "utf8"), "a & b\tc\n");
  }
  assert.deepEqual((await readdir(folder)).toSorted(), ["result.txt", "stdout"]);
});

for (const as of ["parameter", "upload"] as const) {
  test(`UwsClient.submit() sends a file as ${as}`, async () => {
    const content = new Uint8Array(100_000).map((_, place) => (place * 7919) % 256);
    const job = await clientOf("copy").submit({}, { files: [{ parameter: "table", content, as }] });
    const { phase, parameters } = await job.wait();
    assert.equal(phase, "COMPLETED");
    assert.deepEqual(parameters, [
      { id: "table", value: `${job.url}/parameters/table`, byReference: true, isPost: false },
    ]);
    const [copy] = await job.results();
    const path = await copy?.download(join(folder, as));
    assert.equal(path, join(folder, as, "sub", "copy.bin"));
    assert.deepEqual(new Uint8Array(await readFile(path)), content);
  });
}

test("UwsClient.submit() sets limits, and leaves PENDING what is not to be run", async () => {
  const destruction = new Date(Date.now() + 3_600_000);
  const job = await clientOf("echo").submit({}, { run: false, executionDuration: 7, destruction });
  const document = await job.read();
  assert.deepEqual(
    [document.phase, document.executionDuration, document.destruction],
    ["PENDING", 7, destruction],
  );
  await job.setParameter("text", "later");
  assert.deepEqual(
    (await job.parameters()).map(({ value }) => value),
    ["later"],
  );
  await job.run();
  assert.equal((await job.wait({ phase: "COMPLETED" })).phase, "COMPLETED");
  assert.equal(await job.owner(), null);
  assert.equal(await job.quote(), null);
});

test("UwsClient.submit() leaves no job behind where one of its steps is refused", async () => {
  const client = clientOf("sleep");
  await assert.rejects(client.submit({}, { executionDuration: -1 }), {
    code: "bad-request",
    answeredStatus: 400,
    message:
      /^Cannot set the execution duration of the job at "http:.*: the service answers 400: Cannot set EXEC/,
  });
  assert.deepEqual(await Array.fromAsync(client.jobs()), []);
});

test("UwsJob.phases() tells each change until the end, and UwsJob.abort() makes one", async () => {
  const job = await clientOf("sleep").submit();
  const seen: string[] = [];
  for await (const { phase } of job.phases()) {
    if (seen.push(phase) && phase === "EXECUTING") await job.abort();
  }
  assert.deepEqual(seen.slice(-2), ["EXECUTING", "ABORTED"]);
  await assert.rejects(job.run(), { code: "not-allowed", answeredStatus: 403 });
});

test("UwsJob.wait() hands the job back when its time is over, and ends with its signal", async () => {
  const job = await clientOf("sleep").submit();
  assert.equal((await job.wait({ phase: "EXECUTING" })).phase, "EXECUTING");
  const startedAt = Date.now();
  assert.equal((await job.wait({ timeoutMs: 1100 })).phase, "EXECUTING");
  assert.ok(Date.now() - startedAt < 30_000);
  const reason = new Error("enough");
  await assert.rejects(job.wait({ signal: abortedSoon(reason) }), (error) => error === reason);
  await job.delete();
  await assert.rejects(job.read(), { code: "not-found", answeredStatus: 404 });
});

test("UwsJob.error() has the summary and all that the service says", async () => {
  const job = await clientOf("fail").submit();
  await job.wait();
  const report = await job.error();
  assert.deepEqual([report?.type, report?.hasDetail], ["fatal", true]);
  assert.match(report?.message ?? "", /exit/);
  assert.match(report?.detail ?? "", /it broke/);
});

test("UwsClient.jobs() lists by phase, time and number", async () => {
  const client = clientOf("nap");
  const first = await client.submit({}, { runId: "one" });
  await first.wait();
  const { creationTime } = await first.read();
  const second = await client.submit({}, { run: false });
  const ids = async (filter = {}): Promise<readonly string[]> =>
    (await Array.fromAsync(client.jobs(filter))).map(({ id }) => id);
  assert.deepEqual(await ids(), [second.id, first.id]);
  assert.deepEqual(await ids({ phase: ["COMPLETED", "ERROR"] }), [first.id]);
  assert.deepEqual(await ids({ after: creationTime }), [second.id]);
  assert.deepEqual(await ids({ last: 1 }), [second.id]);
  const [summary] = await Array.fromAsync(client.jobs({ phase: "COMPLETED" }));
  assert.deepEqual(summary, {
    id: first.id,
    url: first.url,
    phase: "COMPLETED",
    runId: "one",
    ownerId: null,
    creationTime,
  });
  assert.equal((await client.job(first.id).read()).jobId, first.id);
  assert.equal((await client.job(first.url).read()).jobId, first.id);
});

function abortedSoon(reason: Error): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  return controller.signal;
}
