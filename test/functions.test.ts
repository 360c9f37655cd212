import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfiguration } from "../src/config/mod.ts";
import { Supervisor, runners } from "../src/run/mod.ts";
import { isGone } from "./is-gone.ts";
import { outputOf, runJob, submit, until, waitForEnd } from "./run-job.ts";

test("a function's items are reported one by one, with their results, values and outputs", async () => {
  const jobs = `square: { agenda: [1, 2, 3, 4], instances: 2, function: ({ item, resultsFolder }) => {
    console.log("item " + item.name);
    writeFileSync(resultsFolder + "/out.txt", item.name);
    if (item.name === "3") throw new RangeError("three is too many");
    return Number(item.value) ** 2;
  } }`;
  await withSupervisor(jobs, async (service) => {
    const job = await runJob(service, "square");
    assert.equal(job.phase, "ERROR");
    assert.match(job.error?.message ?? "", /1 of 4 items failed.*"3".*RangeError: three is too many/s);
    const items = await service.items(job.id);
    assert.deepEqual(
      items.map(({ result }) => result),
      [1, 4, null, 16],
    );
    for (const { index, name } of items) {
      assert.equal(await outputOf(service, job.id, "stdout", index), `item ${name}\n`);
    }
    assert.deepEqual(
      (await service.results(job.id)).map(({ id }) => id),
      ["1/out.txt", "2/out.txt", "3/out.txt", "4/out.txt"],
    );
  });
});

test("an item that left a file and failed is tried again in the same instance", async () => {
  const jobs = `flaky: { agenda: ["a", "b"], retry: 2, function: ({ item, resultsFolder, parameters }) => {
    writeFileSync(resultsFolder + "/try-" + (globalThis.tries = (globalThis.tries ?? 0) + 1), "");
    if (globalThis.tries < 3) throw new Error("again");
  } }`;
  await withSupervisor(jobs, async (service) => {
    const job = await runJob(service, "flaky");
    assert.equal(job.phase, "COMPLETED", JSON.stringify(job.error));
    assert.equal((await service.results(job.id)).length, 2);
    assert.equal((await service.attempts(job.id)).length, 1);
  });
});

test("a function's job does what is appended to its agenda while it runs", async () => {
  const jobs = `grows: { agenda: [1], parameters: { gate: { type: "string", required: true } },
    function: async ({ item, parameters }) => {
      while (!existsSync(parameters.gate)) await new Promise((resolve) => setTimeout(resolve, 20));
      return item.name;
    } }`;
  await withSupervisor(jobs, async (service) => {
    const gate = join((await service.status()).dataFolder ?? "", "gate");
    const { id } = await submit(service, "grows", { gate });
    await service.appendItems(id, "2,3");
    await writeFile(gate, "");
    assert.equal((await waitForEnd(service, id)).phase, "COMPLETED");
    assert.deepEqual(
      (await service.items(id)).map(({ result }) => result),
      ["1", "2", "3"],
    );
  });
});

test("a file that ends its instance before any item fails the job after its tries, with the reason", async () => {
  for (const [statement, expected] of [
    ["process.exit(0)", /exit status 0/],
    ['throw new Error("no such table")', /no such table/],
  ] as const) {
    const prologue = `if (process.env.RUNYARD_ATTEMPT !== undefined) { ${statement}; }`;
    await withSupervisor(
      "broken: { function: () => 1 }",
      async (service) => {
        const job = await runJob(service, "broken");
        assert.equal(job.phase, "ERROR");
        assert.match(job.error?.message ?? "", expected);
        assert.equal((await service.attempts(job.id)).length, 4);
      },
      prologue,
    );
  }
});

async function withSupervisor(
  jobs: string,
  use: (service: Supervisor) => Promise<void>,
  prologue = "",
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "runyard-functions-"));
  const file = join(folder, "runyard.config.ts");
  await writeFile(
    file,
    `import { existsSync, writeFileSync } from "node:fs";\nvoid [existsSync, writeFileSync];\n${prologue}\nexport default { jobs: { ${jobs} } };\n`,
  );
  const { types } = await loadConfiguration(file, { runners: runners.values() });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const dataFolder = join(folder, "data");
  const supervisor = await Supervisor.start({
    types,
    concurrent: 4,
    dataFolder,
    uploadLimitBytes: 1e6,
    version: "0",
    log,
  });
  try {
    await use(supervisor);
  } finally {
    await supervisor.requestStop({ abort: true });
    const { agents } = await supervisor.status();
    await supervisor.close();
    await until("its agent has ended", () => agents.every(({ pid }) => pid === null || isGone(pid)));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
