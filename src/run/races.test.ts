import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { outputOf, runJob, submit, until, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

const script = { script: { type: "string", required: true } };

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      sh: { command: ["sh", "-c", "{script}"], parameters: script, limits: { grace: "1s" } },
      gated: {
        command: ["sh", "-c", 'while ! test -e "$0"; do sleep 0.02; done', "{gate}"],
        parameters: { gate: { type: "string", required: true } },
      },
      reading: {
        command: ["sh", "-c", 'while ! test -e "$1"; do sleep 0.02; done; cat "$0"', "{input}", "{gate}"],
        parameters: { input: { type: "file", required: true }, gate: { type: "string", required: true } },
      },
    },
  });
});
after(() => serving.close());

test("an abort that comes with the start leaves nothing running, whichever is first", async () => {
  const gate = join(serving.folder, "gate-of-the-aborted");
  const marks = Array.from({ length: 60 }, (_, index) => join(serving.folder, `ran-${index}`));
  const jobs = await Promise.all(
    marks.map((mark) =>
      submit(serving.service, "sh", { script: `until test -e ${gate}; do sleep 0.05; done; touch ${mark}` }),
    ),
  );
  await Promise.all(jobs.map(({ id }) => serving.service.abort(id)));
  await until("nothing lives", async () => (await serving.service.store.liveAttempts()).length === 0);
  // Whatever runs on leaves its mark now.
  writeFileSync(gate, "");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.deepEqual(
    marks.filter((mark) => existsSync(mark)),
    [],
  );
  for (const { id } of jobs) assert.equal((await serving.service.job(id)).phase, "ABORTED");
});

test("a refused change of a parameter leaves the running job its file", async () => {
  const gate = join(serving.folder, "gate");
  const receive = (content: string) =>
    serving.service.receiveFile(
      "input",
      "a.txt",
      "text/plain",
      (async function* () {
        yield Buffer.from(content);
      })(),
    );
  const parameters = { gate: [gate] };
  const file = await receive("first");
  const job = await serving.service.create({
    type: "reading",
    parameters,
    files: [file],
    owner: null,
    run: true,
  });
  await until("it runs", async () => (await serving.service.job(job.id)).startedAt !== null);
  await assert.rejects(serving.service.setParameters(job.id, {}, [await receive("second")]), {
    code: "not-allowed",
  });
  await serving.service.dropFiles([]);
  await runJob(serving.service, "sh", { script: `touch ${gate}` });
  assert.equal((await waitForEnd(serving.service, job.id)).phase, "COMPLETED");
  assert.equal(await outputOf(serving.service, job.id), "first");
});

test("a result whose name is no UTF-8 holds up nothing", async () => {
  const job = await runJob(serving.service, "sh", {
    script: `cd $RUNYARD_RESULTS && echo x > "$(printf 'caf\\351.txt')" && echo y > plain.txt`,
  });
  assert.equal(job.phase, "COMPLETED");
  assert.deepEqual(
    (await serving.service.results(job.id)).map(({ id }) => id),
    ["caf%E9.txt", "plain.txt"],
  );
});

test("a results folder that became a file holds up nothing", async () => {
  const job = await runJob(serving.service, "sh", {
    script: "cd / && rmdir $RUNYARD_RESULTS && echo x > $RUNYARD_RESULTS",
  });
  assert.equal(job.phase, "COMPLETED");
});

test("an execution duration that is changed while the job runs is obeyed", async () => {
  const gate = join(serving.folder, "gate-of-the-extended");
  const job = await submit(serving.service, "gated", { gate });
  await serving.service.setExecutionDuration(job.id, 5);
  await until("it runs", async () => (await serving.service.job(job.id)).startedAt !== null);
  await serving.service.setExecutionDuration(job.id, 600);
  await new Promise((resolve) => setTimeout(resolve, 5500));
  assert.equal((await serving.service.job(job.id)).phase, "EXECUTING");
  writeFileSync(gate, "");
  assert.equal((await waitForEnd(serving.service, job.id)).phase, "COMPLETED");
  const shortened = await submit(serving.service, "gated", { gate: "/nowhere" });
  await until("it runs", async () => (await serving.service.job(shortened.id)).startedAt !== null);
  await serving.service.setExecutionDuration(shortened.id, 1);
  assert.equal((await waitForEnd(serving.service, shortened.id)).phase, "ABORTED");
});
