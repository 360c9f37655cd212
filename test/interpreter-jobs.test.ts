import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Item, Job } from "../src/job/mod.ts";
import { ourProcesses } from "./our-processes.ts";
import { outputOf, runJob, submit, until, waitForEnd } from "./run-job.ts";
import { type Serving, startServing } from "./serving.ts";

const PYTHON = "import ctypes, os, signal, subprocess, sys, time, runyard";

describe("a job of the runner interpreter", () => {
  let serving: Serving;
  before(async () => {
    serving = await startServing({ jobs: types });
  });
  after(() => serving.close());

  test("fills in parameters and items as literals of the language", async () => {
    const { items } = await run("literals", { text: `"'{item}\\ ☃`, numbers: ["1", "-2"] });
    assert.deepEqual(
      items.map(({ result }) => result),
      [
        [`"'{item}\\ ☃`, [1, -2], "shot-007", 7, 0, null, { braces: "{item}" }],
        [`"'{item}\\ ☃`, [1, -2], "shot-010", 10, 1, null, { braces: "{item}" }],
      ],
    );
  });

  test("keeps values, progress, outputs, highlights and result files of its items", async () => {
    const { job, items } = await run("telling");
    assert.equal(job.phase, "COMPLETED", messageOf(job));
    const [item] = items;
    assert.deepEqual(item?.result, { mean: 0.5, digits: "123456789012345678901", rest: ["NaN", "aGk="] });
    assert.equal(item?.resultPackage?.progress, 0.75);
    assert.deepEqual(item?.resultPackage?.highlights, ["note: half way"]);
    assert.deepEqual(
      item?.resultPackage?.outputPaths.map((path) => path.split("/").at(-1)),
      ["a.txt", "b.txt"],
    );
    const results = await serving.service.results(job.id);
    assert.deepEqual(
      results.map(({ id, sizeBytes }) => [id, sizeBytes]),
      [
        ["one/a.txt", 2],
        ["one/b.txt", 3],
      ],
    );
  });

  test("tells the progress of a running item, and what it has written so far", async () => {
    const { id } = await submit(serving.service, "slow");
    const second = async (): Promise<Item | undefined> => (await serving.service.items(id))[1];
    await until(
      "the second item tells of its progress",
      async () => (await second())?.resultPackage?.progress === 0.4,
    );
    await until(
      "what it wrote is there",
      async () => (await outputOf(serving.service, id, "stdout", 1)) === "begun two\n",
    );
    await serving.service.abort(id);
    assert.equal((await waitForEnd(serving.service, id)).phase, "ABORTED");
    await until("no process of the job is left", () => left(serving).length === 0);
  });

  test("finds outputs by relative paths where the interpreter is when an item is done", async () => {
    const { job, items } = await run("elsewhere");
    assert.equal(job.phase, "COMPLETED", messageOf(job));
    assert.deepEqual(
      items.map(({ resultPackage }) => resultPackage?.outputPaths),
      [["one/a.txt"], ["two/a.txt"]],
    );
  });

  test("fails an item whose outputs are not what was wanted, with a sentence for each", async () => {
    const { items } = await run("outputs");
    const messages = items.map(({ outcome }) =>
      outcome?.kind === "refused" ? outcome.message : outcome?.kind,
    );
    assert.match(messages[0] ?? "", /^No output was named/);
    assert.match(
      messages[1] ?? "",
      /^Output ".*missing\.png" does not exist; Output ".*empty\.png" is empty/,
    );
    assert.equal(messages[2], "It wrote what a rule takes for an error: Error: no camera");
    assert.equal(messages[3], "exit");
  });

  test("tries an item again where its interpreter dies, with the setup run anew, and the others once", async () => {
    const { job, items } = await run("crashing");
    assert.equal(job.phase, "COMPLETED", messageOf(job));
    assert.deepEqual(
      items.map(({ losses, failures, result }) => [losses, failures, result]),
      [
        [0, 0, 1],
        [1, 0, 2],
        [0, 0, 3],
      ],
    );
    assert.equal((await serving.service.attempts(job.id)).length, 1);
    for (const index of [0, 1, 2])
      assert.equal(await outputOf(serving.service, job.id, "stdout", index), `item ${index + 1}\n`);
  });

  test("fails an item that kills every interpreter after its tries, and does the others", async () => {
    const { job, items } = await run("poison");
    assert.deepEqual(
      items.map(({ phase, losses }) => [phase, losses]),
      [
        ["complete", 0],
        ["failed", 4],
        ["complete", 0],
      ],
    );
    assert.match(
      messageOf(job),
      /^1 of 3 items failed\. The first: Item "b": The interpreter ended in the middle/,
    );
  });

  for (const [type, says] of [
    ["setup-fails", /^The setup command failed: ModuleNotFoundError: No module named 'nowhere'$/],
    [
      "missing",
      /^Cannot start the interpreter "\/nowhere\/python": it could not be started: there is no such program$/,
    ],
    ["leaves", /^Cannot start the interpreter "\/bin\/false": it ended before it said hello, exit status 1$/],
    ["silent", /^Cannot start the interpreter ".*": it did not say hello within 0\.5 s$/],
  ] as const) {
    test(`of the type ${type} ends with one clear sentence`, async () => {
      const { job } = await run(type);
      assert.equal(job.phase, "ERROR");
      assert.match(messageOf(job), says);
    });
  }

  test("runs its teardown in an interpreter that lives", async () => {
    const { job } = await run("torn-down");
    assert.equal(job.phase, "COMPLETED", messageOf(job));
    assert.equal(readFileSync(join(serving.folder, "torn-down"), "utf8"), "2 items");
  });

  test("tells all that an attempt wrote, its setup and teardown included", async () => {
    const { job } = await run("torn-down");
    const [attempt] = await serving.service.attempts(job.id);
    const query = { attempt: attempt?.id ?? "", stream: "stdout", offset: 0, length: 1000 } as const;
    const { bytes, complete } = await serving.service.output(job.id, query);
    assert.equal(Buffer.from(bytes).toString(), "up\n1\n2\ndown\n");
    assert.equal(complete, true);
    const other = await submit(serving.service, "torn-down");
    await assert.rejects(serving.service.output(other.id, query), /it has no such attempt$/);
  });

  test("tells of a teardown that fails, and takes nothing from the items", async () => {
    const { job } = await run("torn-badly");
    assert.equal(job.phase, "COMPLETED", messageOf(job));
    const [attempt] = await serving.service.attempts(job.id);
    assert.deepEqual(attempt?.outcome, {
      kind: "unable",
      message: "The teardown command failed: ZeroDivisionError: division by zero",
    });
  });

  async function run(
    type: string,
    parameters: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<{ readonly job: Job; readonly items: readonly Item[] }> {
    const job = await runJob(serving.service, type, parameters);
    return { job, items: await serving.service.items(job.id) };
  }
});

const types: Readonly<Record<string, unknown>> = {
  literals: {
    interpreter: "python",
    parameters: {
      text: { type: "string", required: true },
      numbers: { type: "integer", multiple: true },
      nothing: { type: "number" },
    },
    agenda: "shot-[007,010]",
    item: "[{text}, {numbers}, {item}, {index}, {rank}, {nothing}, {'braces': '{{item}}'}]",
  },
  telling: {
    interpreter: "python",
    agenda: ["one"],
    setup: PYTHON,
    rules: { output: "^Saved: '(.+)'", highlight: "^note:", progress: String.raw`(\d+)/(\d+)` },
    item: [
      "folder = {results}",
      "path = os.path.join(folder, 'a.txt'); open(path, 'w').write('a\\n'); print(f\"Saved: '{path}'\")",
      "path = os.path.join(folder, 'b.txt'); open(path, 'w').write('bb\\n'); runyard.output(path)",
      "print('note: half way'); runyard.progress(0.5)",
      // In a command of its own: what is told and what is written reach us in two ways.
      "print('3/4')",
      "{'mean': 0.5, 'digits': 123456789012345678901, 'rest': (float('nan'), b'hi')}",
    ],
  },
  slow: {
    interpreter: "python",
    agenda: ["one", "two"],
    setup: PYTHON,
    item: "print('begun', {item}, flush=True)\nif {item} == 'two':\n    runyard.progress(0.4); time.sleep(600)",
  },
  elsewhere: {
    interpreter: "bash",
    agenda: ["one", "two"],
    outputs: { required: true },
    rules: { output: "Saved: '(.+)'" },
    item: "cd {results}; echo done >a.txt; echo \"Saved: 'a.txt'\"",
  },
  outputs: {
    interpreter: "python",
    agenda: ["none", "bad", "error", "good"],
    setup: PYTHON,
    outputs: { required: true, minimum_size: 1 },
    rules: { error: "^Error:", allow: "0 errors|Error: harmless" },
    item: `def make(name, size):
    path = os.path.join({results}, name)
    if size is not None: open(path, 'w').write('x' * size)
    runyard.output(path)
if {item} == 'bad': make('missing.png', None); make('empty.png', 0)
if {item} == 'error': make('x', 1); print('Error: no camera')
if {item} == 'good': make('x', 1); print('Error: harmless')`,
  },
  crashing: {
    interpreter: "python",
    agenda: ["1", "2", "3"],
    setup: [PYTHON, "number = int; print('up')"],
    item: `print('item', {item}); mark = os.path.join(os.getcwd(), 'died')
if {item} == '2' and not os.path.exists(mark):
    open(mark, 'w').close(); os.kill(os.getpid(), signal.SIGKILL)
number({item})`,
  },
  poison: {
    interpreter: "python",
    agenda: ["a", "b", "c"],
    setup: PYTHON,
    item: "if {item} == 'b': os._exit(0)",
  },
  "setup-fails": { interpreter: "python", setup: "import nowhere", item: "1", retry: { instance: 0 } },
  missing: {
    interpreter: { language: "python", executable: "/nowhere/python" },
    item: "1",
    retry: { instance: 0 },
  },
  leaves: {
    interpreter: { language: "python", executable: "/bin/false" },
    item: "1",
    retry: { instance: 0 },
  },
  silent: {
    interpreter: { language: "python", executable: "/bin/sh", arguments: ["-c", "sleep 60", "{source}"] },
    item: "1",
    timeouts: { start: "0.5s" },
    retry: { instance: 0 },
  },
  "torn-badly": { interpreter: "python", agenda: ["a"], item: "1", teardown: "1 / 0" },
  "torn-down": {
    interpreter: "python",
    agenda: ["a", "b"],
    setup: "done = 0; print('up')",
    item: "done += 1; print(done)",
    teardown: "print('down'); open('../../../../../torn-down', 'w').write(f'{done} items')",
  },
};

/** The first line of a job's error. */
function messageOf(job: Job): string {
  return job.error?.message.split("\n")[0] ?? "";
}

function left(serving: Serving): readonly unknown[] {
  const attempts = join(serving.folder, "data", "agent", "attempts");
  return ourProcesses(join(serving.folder, "data")).filter(
    ({ attempt }) => attempt !== null || readdirSync(attempts).length > 0,
  );
}
