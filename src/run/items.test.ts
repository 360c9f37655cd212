import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { outputOf, runJob, submit, until, waitForEnd } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      letters: {
        command: [
          "sh",
          "-c",
          'echo "$0 $1 $2"; echo $0 > $RUNYARD_RESULTS/out.txt; test $0 != b',
          "{item}",
          "{index}",
          "{rank}",
        ],
        agenda: ["a", "b", "c"],
      },
      // Its third item waits where there is no file of that name.
      stuck: {
        command: ["sh", "-c", 'test "$0" != c || until [ -e "$1" ]; do sleep 0.05; done', "{item}", "{gate}"],
        parameters: { gate: { type: "string", required: true } },
        agenda: ["a", "b", "c", "d", "e"],
        limits: { grace: "1s" },
      },
      tolerant: { command: ["sh", "-c", "test $0 != b", "{item}"], agenda: ["a", "b", "c"], allow_failed: 1 },
      flaky: {
        command: ["sh", "-c", 'echo try >> "$0"; test $(wc -l < "$0") -ge 3', "{ledger}"],
        parameters: { ledger: { type: "string", required: true } },
        retry: 2,
      },
      narrow: {
        // The first waits for a second, so that two surely run at once; a third would be seen.
        command: [
          "sh",
          "-c",
          'echo + >> "$0"; until test "$(grep -c + "$0")" -ge 2; do sleep 0.02; done; sleep 0.2; echo - >> "$0"',
          "{ledger}",
        ],
        parameters: { ledger: { type: "string", required: true } },
        agenda: [1, 2, 3, 4, 5, 6],
        instances: 2,
      },
      frames: {
        command: [
          "sh",
          "-c",
          'echo "$0 $1 $2"; test "$1" != 8 && test "$1" != 10',
          "{item}",
          "{index}",
          "{rank}",
        ],
        agenda: "frame[{first}-010],login",
        parameters: { first: { type: "string", default: "008" } },
        instances: 4,
      },
      limited: {
        command: ["sh", "-c", 'until test -e "$0"; do sleep 0.02; done', "{gate}"],
        parameters: { gate: { type: "string", required: true } },
        limits: { concurrent: 1 },
      },
      quick: { command: ["true"] },
    },
  });
});
after(() => serving.close());

test("items have each their exit status, output and results, and the job fails with those that fail", async () => {
  const job = await runJob(serving.service, "letters");
  assert.equal(job.phase, "ERROR");
  assert.match(
    job.error?.message ?? "",
    /^1 of 3 items failed. The first: Item "b": The command ended with exit status 1/,
  );
  const items = await serving.service.items(job.id);
  assert.deepEqual(
    items.map(({ name, phase, outcome }) => ({ name, phase, outcome })),
    [
      { name: "a", phase: "complete", outcome: { kind: "exit", status: 0 } },
      { name: "b", phase: "failed", outcome: { kind: "exit", status: 1 } },
      { name: "c", phase: "complete", outcome: { kind: "exit", status: 0 } },
    ],
  );
  assert.equal(await outputOf(serving.service, job.id, "stdout", 2), "c 2 2\n");
  assert.deepEqual(
    (await serving.service.results(job.id)).map(({ id }) => id),
    ["a/out.txt", "b/out.txt", "c/out.txt"],
  );
  await assert.rejects(outputOf(serving.service, job.id), { code: "bad-request" });
});

test("allow_failed completes a job with a summary of what failed", async () => {
  const job = await runJob(serving.service, "tolerant");
  assert.equal(job.phase, "COMPLETED");
  assert.match(job.error?.message ?? "", /1 of 3 items failed/);
});

test("retry tries an item again, and the last try's output counts", async () => {
  const ledger = join(serving.folder, "tries");
  const job = await runJob(serving.service, "flaky", { ledger });
  assert.equal(job.phase, "COMPLETED");
  assert.equal(readFileSync(ledger, "utf8"), "try\ntry\ntry\n");
  assert.deepEqual(
    (await serving.service.attempts(job.id)).map(({ fence }) => fence),
    [1, 2, 3],
  );
});

test("no more instances of a job run at once than it has", async () => {
  const ledger = join(serving.folder, "instances");
  const job = await runJob(serving.service, "narrow", { ledger });
  assert.equal(job.phase, "COMPLETED");
  assert.equal(mostAtOnce(ledger), 2);
});

test("a type at its limit waits, says why, and holds up nobody else", async () => {
  const gate = join(serving.folder, "gate-of-the-limited");
  const limited = await Promise.all([1, 2, 3].map(() => submit(serving.service, "limited", { gate })));
  await until("one runs", async () => (await serving.service.jobs({ phases: ["EXECUTING"] })).length === 1);
  const waiting = (await serving.service.jobs({ phases: ["QUEUED"], types: ["limited"] }))[0];
  assert.ok(waiting);
  assert.equal(await serving.service.whyWaiting(waiting), "its type is at its limit of 1 at once");
  assert.equal((await runJob(serving.service, "quick")).phase, "COMPLETED");
  writeFileSync(gate, "");
  for (const { id } of limited) assert.equal((await waitForEnd(serving.service, id)).phase, "COMPLETED");
});

test("retry() makes a new job of what is not done, and leaves the old one as it is", async () => {
  const job = await runJob(serving.service, "letters");
  const again = await serving.service.retry(job.id, "ada");
  assert.equal(again.retryOf, job.id);
  const ended = await waitForEnd(serving.service, again.id);
  assert.deepEqual(
    (await serving.service.items(ended.id)).map(({ name }) => name),
    ["b"],
  );
  assert.equal((await serving.service.job(job.id)).phase, "ERROR");
  await assert.rejects(serving.service.run(job.id), { code: "not-allowed" });
});

test("retry() of an aborted job takes the items that it has not come to as well", async () => {
  const gate = join(serving.folder, "gate-of-the-stuck");
  const job = await submit(serving.service, "stuck", { gate });
  await until("two are done", async () => (await serving.service.job(job.id)).items.complete === 2);
  await serving.service.abort(job.id);
  await waitForEnd(serving.service, job.id);
  writeFileSync(gate, "");
  const again = await serving.service.retry(job.id, null);
  const names = (await serving.service.items(again.id)).map(({ name }) => name);
  assert.deepEqual(names, ["c", "d", "e"]);
  assert.equal((await waitForEnd(serving.service, again.id)).phase, "COMPLETED");
});

test("a node set names the items, and {index} is the number in a name", async () => {
  const job = await runJob(serving.service, "frames");
  const outputs = await Promise.all(
    [0, 1, 2, 3].map((item) => outputOf(serving.service, job.id, "stdout", item)),
  );
  assert.deepEqual(outputs, ["frame008 8 0\n", "frame009 9 1\n", "frame010 10 2\n", "login 3 \n"]);
  assert.equal(job.phase, "ERROR");
  assert.match(
    job.error?.message ?? "",
    /^2 of 4 items failed: frame\[008,010\]\. The first: Item "frame008"/,
  );

  const again = await waitForEnd(serving.service, (await serving.service.retry(job.id, null)).id);
  const items = await serving.service.items(again.id);
  assert.deepEqual(
    items.map(({ name }) => name),
    ["frame008", "frame010"],
  );
});

test("a node set that is none with its placeholders filled is refused when the job is made or run", async () => {
  const request = { type: "frames", files: [], owner: null, parameters: { first: ["9"] } };
  const refusal = {
    code: "bad-parameter",
    message:
      'Cannot make items of "frame[9-010],login": at character 7, both ends of a padded range must have the same number of digits',
  };
  await assert.rejects(serving.service.create({ ...request, run: true }), refusal);
  const { id } = await serving.service.create({ ...request, run: false });
  await assert.rejects(serving.service.run(id), refusal);
});

test("higher priority goes first, then the older", async () => {
  const gate = join(serving.folder, "gate-of-the-first");
  const blocker = await submit(serving.service, "limited", { gate });
  await until("it runs", async () => (await serving.service.job(blocker.id)).phase === "EXECUTING");
  const create = (priority: number) =>
    serving.service.create({
      type: "limited",
      parameters: { gate: [gate] },
      files: [],
      owner: null,
      run: true,
      priority,
    });
  const jobs = [await create(0), await create(5), await create(0)];
  writeFileSync(gate, "");
  const ended = await Promise.all(jobs.map(({ id }) => waitForEnd(serving.service, id)));
  const order = ended
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
    .map(({ id }) => jobs.findIndex((job) => job.id === id));
  assert.deepEqual(order, [1, 0, 2]);
});

function mostAtOnce(ledger: string): number {
  let [now, most] = [0, 0];
  for (const line of readFileSync(ledger, "utf8").trim().split("\n")) {
    now += line === "+" ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
