import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RunyardRun, runRunyard } from "../../../test/runyard.ts";
import { type Serving, startServing } from "../../../test/serving.ts";

let serving: Serving;
let state: string;
before(async () => {
  state = await mkdtemp(join(tmpdir(), "runyard-as-job-"));
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
after(async () => {
  await serving.close();
  await rm(state, { recursive: true });
});

function runAsJob(...args: readonly string[]): Promise<RunyardRun> {
  const environment = { RUNYARD_SERVER: serving.url, XDG_STATE_HOME: state };
  return runRunyard(["run", ...args], { environment });
}

test("runyard run --job has a server run it, and shows what was gathered", async () => {
  const server = ["--server", serving.url];
  const run = await runAsJob(...server, "--job", "anything", "-w", "n[1-3]", "-b", "echo $((1 + 1)) '%'");
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /-{15}\nn\[1-3\] \(3\)\n-{15}\n2 %\n$/);
  const [job] = await serving.service.jobs({ limit: 1 });
  assert.equal(job?.type, "anything");
});

test("runyard run --job writes what each node writes, and ends with 1 where one did not do it", async () => {
  const run = await runAsJob("--job", "anything", "-w", "n[1-2]", "echo well; exit 3");
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

test("runyard run --job is the last run for --failed-from, with the nodes that did not do it", async () => {
  await runAsJob("-R", "exec", "-w", "before", "false");
  const gone = join(state, "gone");
  await runAsJob("--job", "anything", "-w", "n[1-3]", "-b", `mkdir ${gone}`);
  const again = await runAsJob("-R", "exec", "--failed-from", "last", "-N", "echo again");
  assert.deepEqual([again.status, again.stdout], [0, "again\nagain\n"]);
});

test("runyard run --job refuses what it would not tell the server", async () => {
  const run = await runAsJob("--job", "anything", "-w", "n1", "-l", "bob", "true");
  assert.equal(run.status, 2);
  assert.match(run.stderr, /Option "--user" says nothing to a server/);
});
