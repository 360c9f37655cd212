import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Item, Job } from "../src/job/mod.ts";
import { Gate } from "./gate.ts";
import { runJob, submit, until, waitForEnd } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";

const PYTHON = "import os, sys, time, runyard";

describe("what is told of items", () => {
  let serving: Serving;
  before(async () => {
    serving = await startServing({ jobs: types });
  });
  after(() => serving.close());

  test("is counted for the try that it is of, where the host dies in the next", async () => {
    const { id } = await submit(serving.service, "twice", { mark: join(serving.folder, "tries") });
    const first = async (): Promise<Item | undefined> => (await serving.service.items(id))[0];
    await until("its second try runs", async () => {
      const item = await first();
      return item?.failures === 1 && item.phase === "running" && item.resultPackage?.progress === 0.5;
    });
    const [live] = (await serving.service.attempts(id)).filter(({ phase }) => phase !== "ended");
    assert.ok(live?.pid != null);
    process.kill(live.pid, "SIGKILL");
    const job = await waitForEnd(serving.service, id);
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    const item = await first();
    assert.deepEqual([item?.failures, item?.losses, item?.result], [1, 1, "third"]);
  });

  test("fails an item that tells too much of itself, and stops nothing else", async () => {
    const { items } = await run("talkative");
    const [much, next] = items;
    assert.equal(much?.phase, "failed");
    assert.deepEqual([next?.phase, next?.result], ["complete", "well"]);
  });

  test("limits the output of each item, and not of all together", async () => {
    const { job, items } = await run("printing");
    assert.deepEqual(
      items.map(({ phase }) => phase),
      ["complete", "complete", "complete", "complete", "complete"],
      job.error?.message,
    );
  });

  test("limits the result files of each item", async () => {
    const { job, items } = await run("large");
    assert.deepEqual(
      items.map(({ outcome }) => outcome?.kind),
      ["exit", "output-limit"],
    );
    assert.deepEqual(
      (await serving.service.results(job.id)).map(({ id }) => id),
      ["small/x"],
    );
  });

  test("takes no link for a results folder", async () => {
    const { job } = await run("linked");
    assert.deepEqual(await serving.service.results(job.id), []);
  });

  test("names the results of items apart, whatever the items are called", async () => {
    const { job } = await run("named");
    const results = await serving.service.results(job.id);
    assert.deepEqual(
      results.map(({ id }) => id).toSorted(),
      ["%2E%2E/c", "a%2Fb/c", "a/b%2Fc".replace("%2F", "/")].toSorted(),
    );
  });

  test("leaves the environment of our own program alone", async () => {
    const { job, items } = await run("broken-environment");
    assert.equal(job.phase, "COMPLETED", job.error?.message);
    assert.deepEqual(items[0]?.result, ["/opt/none", "/nonexistent", "--require /nowhere"]);
  });

  test("says of a job what runs before its first item and after its last", async () => {
    using setup = new Gate();
    using teardown = new Gate();
    const { id } = await submit(serving.service, "held-up", { setup: setup.path, teardown: teardown.path });
    const says = async (): Promise<string | null> =>
      serving.service.whyWaiting(await serving.service.job(id));
    await until(
      "it tells of its setup",
      async () => (await says()) === "its interpreter starts, and its setup runs",
    );
    setup.open();
    await until(
      "it tells of its teardown",
      async () => (await says()) === "its items are done, and its teardown runs",
    );
    teardown.open();
    assert.equal((await waitForEnd(serving.service, id)).phase, "COMPLETED");
    assert.equal(await says(), null);
  });

  test("says in a note that the teardown failed", async () => {
    const { job } = await run("torn");
    assert.deepEqual(await notesOf(job), ["Attempt 1: The teardown command failed: ValueError: tear"]);
  });

  test("gives results whose names are not UTF-8 others, and says in a note where it can't", async () => {
    const { job } = await run("unnamed");
    assert.deepEqual(
      (await serving.service.results(job.id)).map(({ id }) => id),
      ["a/good", "b/b%FFé", "b/good", "b/sub%FE/c", "b/taken%FF"],
    );
    assert.deepEqual(await notesOf(job), [
      'Item "b": 1 result file was left out: its name is not UTF-8, and another has the one that it would be given',
    ]);
  });

  async function notesOf(job: Job): Promise<readonly string[]> {
    const events = await serving.service.store.events({ job: job.id, after: 0, limit: 1000 });
    return events.flatMap(({ change }) => (change.kind === "note" ? [change.message] : []));
  }

  async function run(type: string): Promise<{ readonly job: Job; readonly items: readonly Item[] }> {
    const job = await runJob(serving.service, type);
    return { job, items: await serving.service.items(job.id) };
  }
});

const types: Readonly<Record<string, unknown>> = {
  twice: {
    interpreter: "python",
    agenda: ["a"],
    setup: PYTHON,
    parameters: { mark: { type: "string", required: true } },
    item: `mark = {mark}
tries = int(open(mark).read()) if os.path.exists(mark) else 0
open(mark, 'w').write(str(tries + 1))
if tries == 0: raise ValueError('the first try fails')
if tries == 1: runyard.progress(0.5); time.sleep(600)
'third'`,
    retry: { item: 1, instance: 3 },
  },
  talkative: {
    interpreter: "python",
    agenda: ["much", "next"],
    setup: PYTHON,
    item: `if {item} == 'much':
    for i in range(800): runyard.output('/tmp/%d/' % i + 'x' * 4000)
'well'`,
    outputs: { required: false, new: false },
  },
  printing: {
    interpreter: "python",
    agenda: "a[1-5]",
    setup: PYTHON,
    item: "sys.stdout.write('x' * 700_000); sys.stdout.flush(); time.sleep(0.6)",
    limits: { output: "1MB" },
  },
  large: {
    interpreter: "python",
    agenda: ["small", "large"],
    setup: PYTHON,
    item: "open(os.path.join({results}, 'x'), 'w').write('x' * (10 if {item} == 'small' else 5_000_000))",
    limits: { results: "1MB" },
  },
  linked: {
    interpreter: "python",
    agenda: ["a"],
    setup: PYTHON,
    item: "os.rmdir({results}); os.symlink('/etc', {results})",
  },
  named: {
    interpreter: "python",
    agenda: ["a", "a/b", ".."],
    setup: PYTHON,
    item: `folder = os.path.join({results}, 'b') if {item} == 'a' else {results}
os.makedirs(folder, exist_ok=True); open(os.path.join(folder, 'c'), 'w').write({item})`,
  },
  unnamed: {
    interpreter: "python",
    agenda: ["a", "b"],
    setup: PYTHON,
    item: `open(os.path.join({results}, 'good'), 'w').close()
if {item} == 'b':
    os.chdir({results})
    os.mkdir(b'sub\\xfe')
    for name in [b'b\\xff\\xc3\\xa9', b'sub\\xfe/c', b'taken%FF', b'taken\\xff']: open(name, 'w').close()`,
  },
  "broken-environment": {
    interpreter: { language: "python", executable: "/usr/bin/python3" },
    agenda: ["a"],
    environment: { set: { PATH: "/opt/none", TMPDIR: "/nonexistent", NODE_OPTIONS: "--require /nowhere" } },
    setup: PYTHON,
    item: "[os.environ[name] for name in ('PATH', 'TMPDIR', 'NODE_OPTIONS')]",
  },
  "held-up": {
    interpreter: "python",
    parameters: {
      setup: { type: "string", required: true },
      teardown: { type: "string", required: true },
    },
    agenda: ["a", "b"],
    setup: [PYTHON, "while not os.path.exists({setup}): time.sleep(0.02)"],
    item: "1",
    teardown: "while not os.path.exists({teardown}): time.sleep(0.02)",
  },
  torn: { interpreter: "python", agenda: ["a"], item: "1", teardown: "raise ValueError('tear')" },
};
