import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { type Serving, startServing } from "../serving.ts";
import { tapJob } from "../tap/service.ts";

let serving: Serving;
let base: string;

before(async () => {
  serving = await startServing({ jobs: { tap: tapJob } });
  base = `${serving.url}/services/tap`;
});
after(() => serving.close());

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, args: readonly string[]): Promise<Run> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 240_000 });
  const ended = new Promise<number | null>((resolve, reject) =>
    child.once("close", resolve).once("error", reject),
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, stdout, stderr };
}

test("stilts taplint finds no error and nothing to warn of, in UWS and in the documents of VOSI", async () => {
  const { stdout, stderr } = await run("stilts", ["taplint", `tapurl=${base}`, "stages=CPV AVV CAP UWS"]);
  assert.match(stdout, /Totals: Errors: 0; Warnings: 0;.*Failures: 0/, stdout + stderr);
  for (const stage of ["CPV", "AVV", "CAP", "UWS"]) assert.match(stdout, new RegExp(`^I-${stage}-`, "m"));
});

for (const sync of ["true", "false"]) {
  test(`stilts tapquery gets a table, and the reason of a failure, with sync=${sync}`, async () => {
    const args = ["tapquery", `tapurl=${base}`, `sync=${sync}`, "parse=false", "ofmt=csv"];
    const good = await run("stilts", [...args, "adql=SELECT 1"]);
    assert.equal(good.stdout, "answer\n42\n", good.stderr);
    const bad = await run("stilts", [...args, "adql=SELECT wrong"]);
    assert.notEqual(bad.status, 0);
    assert.match(bad.stderr, /exit status 3[^]*not there & never was/);
  });
}

const LIFE = `
import sys, warnings, pyvo
warnings.simplefilter("error", UserWarning)
warnings.filterwarnings("ignore", module="erfa")
create = pyvo.dal.tap.AsyncTAPJob.create
job = create(sys.argv[1], "SELECT 1")
assert job.phase == "PENDING" and job.query == "SELECT 1" and job.owner is None, job.phase
job.execution_duration = 100
job.destruction = "2030-01-02T03:04:05.678901Z"
assert job.execution_duration.value == 100 if hasattr(job.execution_duration, "value") else job.execution_duration == 100
assert job.destruction.isot.startswith("2030-01-02T03:04:05.678"), job.destruction
job.run().wait()
assert job.phase == "COMPLETED", job.phase
assert job.result_uri.endswith("/results/result"), job.result_uri
assert job.fetch_result().to_table()["answer"][0] == 42
job.delete()

job = create(sys.argv[1], "SELECT wrong")
job.run().wait()
assert job.phase == "ERROR", job.phase
try:
    job.raise_if_error()
    raise SystemExit("no error")
except pyvo.DALQueryError:
    pass
job.delete()

job = create(sys.argv[1], "SELECT long")
job.run()
assert job.phase in ("QUEUED", "EXECUTING"), job.phase
job.abort()
assert job.phase == "ABORTED", job.phase
job.delete()
try:
    job.phase
    raise SystemExit("still there")
except pyvo.DALServiceError:
    pass

service = pyvo.dal.TAPService(sys.argv[1])
assert service.search("SELECT 1").to_table()["answer"][0] == 42
try:
    service.search("SELECT wrong")
    raise SystemExit("no error")
except pyvo.DALQueryError as error:
    assert "never was" in str(error), error
assert service.available and len(service.capabilities) == 4
print("done")
`;

test("pyvo lives through a job's life: limits, run, wait, results, an error, an abort, deletion, /sync and VOSI", async () => {
  const { status, stdout, stderr } = await run("/usr/bin/python3", ["-c", LIFE, base]);
  assert.equal(stdout, "done\n", stderr);
  assert.equal(status, 0);
});

test("curl alone creates, runs, waits for and deletes a job, with a file in it", async () => {
  const curl = async (...args: readonly string[]): Promise<string> =>
    (await run("curl", ["-sS", "--fail", ...args])).stdout;
  const create = ["-o", "/dev/null", "-w", "%{redirect_url}", "-F", "QUERY=SELECT 1", "-F", "PHASE=RUN"];
  const job = await curl(...create, `${base}/async`);
  assert.match(await curl(`${job}?WAIT=60&PHASE=QUEUED`), /<uws:job /);
  assert.match(await curl(`${job}?WAIT=60&PHASE=EXECUTING`), /<uws:phase>COMPLETED</);
  assert.match(await curl(`${job}/results/result`), /<TD>42</);
  assert.equal(await curl("-o", "/dev/null", "-w", "%{http_code}", "-X", "DELETE", job), "303");
});
