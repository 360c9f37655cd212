import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { runRunyard } from "../../../test/runyard.ts";
import { type Serving, startServing } from "../../../test/serving.ts";

let serving: Serving;
before(async () => {
  serving = await startServing({
    jobs: {
      anything: {
        nodes: "{nodes}",
        worker: "exec",
        command: ["sh", "-c", "{command}"],
        parameters: {
          nodes: { type: "nodeset", required: true },
          command: { type: "string", required: true },
        },
      },
    },
  });
});
after(() => serving.close());

test("runyard run --job has a server run it, and shows what was gathered", async () => {
  const run = await runRunyard([
    "run",
    "--server",
    serving.url,
    ...["--job", "anything", "-w", "n[1-3]", "-b", "echo $((1 + 1)) '%'"],
  ]);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /-{15}\nn\[1-3\] \(3\)\n-{15}\n2 %\n$/);
  const [job] = await serving.service.jobs({ limit: 1 });
  assert.equal(job?.type, "anything");
});

test("runyard run --job writes what each node writes, and ends with 1 where one did not do it", async () => {
  const run = await runRunyard(["run", "--job", "anything", "-w", "n[1-2]", "echo well; exit 3"], {
    environment: { RUNYARD_SERVER: serving.url },
  });
  assert.equal(run.status, 1);
  assert.deepEqual(
    run.stdout
      .split("\n")
      .filter((line) => line.endsWith("well"))
      .toSorted(),
    ["n1: well", "n2: well"],
  );
  assert.match(run.stderr, /2 of 2 items failed: n\[1-2\]/);
});

test("runyard run --job refuses what it would not tell the server", async () => {
  const run = await runRunyard(["run", "--job", "anything", "-w", "n1", "-l", "bob", "true"]);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /Option "--user" says nothing to a server/);
});
