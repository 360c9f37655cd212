import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { withFarSide } from "../../../test/far-side.ts";
import { TestServer, finish, runRunyard, startRunyard } from "../../../test/runyard.ts";
import type { UwsJobDocument } from "../../uws/client/mod.ts";

const jobs = `
copy:
  command: [sh, -c, 'cat "$1" > "$2/copy.txt"', sh, "{file}", "{results}"]
  parameters: { file: { type: file, required: true } }
sleep:
  command: [sleep, "600"]
fail:
  command: [sh, -c, 'echo it broke >&2; exit 3']
`;

let server: TestServer;
before(async () => {
  server = await TestServer.start(jobs);
  await writeFile(join(server.folder, "data.txt"), "some data\n");
});
after(async () => {
  await server[Symbol.asyncDispose]();
});

/** Runs the command line with no server of its own: all that it knows is what addresses say. */
function runyard(
  args: readonly string[],
  input = "",
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  return runRunyard(args, {
    cwd: server.folder,
    environment: { RUNYARD_SERVER: "http://127.0.0.1:1" },
    input,
  });
}

function listOf(type: string): string {
  return `${server.url}/services/${type}/async`;
}

async function submit(type: string, ...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await runyard(["submit", listOf(type), ...args]);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

test("runyard submit URL uploads a file, waits, and results URL fetches what came of it", async () => {
  const { status, stdout, stderr } = await runyard(["submit", listOf("copy"), "file=@data.txt", "--wait"]);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  const [job = "", titles, result] = stdout.split("\n");
  assert.ok(job.startsWith(`${listOf("copy")}/`));
  assert.match(`${titles}\n${result}`, /^RESULT +SIZE +TYPE +URL\ncopy.txt +10 B +text\/plain +http:/);
  const fetched = await runyard(["results", job, "--download", "out"]);
  assert.deepEqual(fetched, { status: 0, stdout: "out/copy.txt  10 B\n", stderr: "" });
  assert.equal(await readFile(join(server.folder, "out", "copy.txt"), "utf8"), "some data\n");
  assert.match((await runyard(["results", job])).stdout, /^RESULT/);
});

test("runyard submit URL sends standard input", async () => {
  const { status, stdout } = await runyard(
    ["submit", listOf("copy"), "file=@-", "--wait", "--json"],
    "piped",
  );
  assert.equal(status, 0);
  const { phase, results } = JSON.parse(stdout) as UwsJobDocument;
  assert.deepEqual([phase, results[0]?.sizeBytes], ["COMPLETED", 5]);
});

test("runyard submit URL sends what a pipe holds, and says why a file can't be read", async () => {
  const pipe = join(server.folder, "pipe");
  assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
  const [{ status, stdout }] = await Promise.all([
    runyard(["submit", listOf("copy"), "file=@pipe", "--wait", "--json"]),
    writeFile(pipe, "piped"),
  ]);
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as UwsJobDocument).results[0]?.sizeBytes, 5);
  for (const [path, reason] of [
    ["none.txt", "there is no such file"],
    [".", "it is a folder"],
  ] as const) {
    const { stderr } = await runyard(["submit", listOf("copy"), `file=@${path}`]);
    assert.equal(stderr, `Cannot read the file "${path}" for the parameter "file": ${reason}\n`);
  }
});

test("runyard show, jobs, abort, wait and delete take addresses", async () => {
  const job = await submit("sleep", "--run-id", "night 1");
  const shown = await runyard(["show", job]);
  assert.match(shown.stdout, /^\d\w+ {2}(QUEUED|EXECUTING)\nurl +http:.*\nrun id +night 1\ncreated +2/);
  assert.match(
    (await runyard(["jobs", listOf("sleep")])).stdout,
    /^PHASE +CREATED +RUN ID +JOB\n\w+ +2\S+ +night 1 +http/,
  );
  const aborted = await runyard(["abort", job]);
  assert.deepEqual(aborted, { status: 0, stdout: `${job} ABORTED\n`, stderr: "" });
  const waited = await runyard(["wait", job]);
  assert.deepEqual(waited, { status: 1, stdout: "", stderr: "The job ended in ABORTED\n" });
  const none = await runyard(["jobs", listOf("sleep"), "--phase", "executing", "--json"]);
  assert.deepEqual(none, { status: 0, stdout: "", stderr: "" });
  assert.deepEqual(await runyard(["delete", job]), { status: 0, stdout: `${job} deleted\n`, stderr: "" });
  assert.equal((await runyard(["show", job])).status, 4);
});

test("runyard wait takes an id as well", async () => {
  const { stdout } = await server.runyard(["submit", "fail"]);
  const { status, stderr } = await server.runyard(["wait", stdout.trim().slice(0, 12)]);
  assert.equal(status, 1);
  assert.match(stderr, /ended in ERROR/);
});

test("runyard show URL says why a job failed", async () => {
  const job = await submit("fail");
  const waited = await runyard(["wait", job]);
  assert.deepEqual([waited.status, waited.stdout.startsWith("RESULT")], [1, true]);
  assert.match(waited.stderr, /^The job ended in ERROR: .*3\n {2}it broke\n$/);
  assert.match((await runyard(["show", job])).stdout, /\nError: .*3(\n.*)*it broke/);
});

test("runyard submit URL --wait leaves the job running after Ctrl-C, and says how to end it", async () => {
  const child = startRunyard(["submit", listOf("sleep"), "--wait"], { cwd: server.folder });
  assert.ok(child.stdout);
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const job = chunk.toString().trim();
  child.kill("SIGINT");
  const { status, stderr } = await finish(child);
  assert.equal(status, 130);
  assert.equal(stderr, `The job goes on; abort it with: runyard abort ${job}\n`);
  assert.equal((await runyard(["delete", job])).status, 0);
});

test("runyard says in one sentence what UWS does not know, and ends with 2", async () => {
  const job = `${listOf("sleep")}/1234`;
  const cases: readonly (readonly string[])[] = [
    ["log", job],
    ["items", job],
    ["retry", job],
    ["submit", listOf("sleep"), "--follow"],
    ["submit", listOf("sleep"), "--priority", "3"],
    ["jobs", listOf("sleep"), "--type", "sleep"],
    ["show", "https://ann:SECRET@archive.example/async/1"],
  ];
  for (const args of cases) {
    const { status, stdout, stderr } = await runyard(args);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    assert.match(stderr, /^[A-Z][^\n]*[^.\n]\n$/);
    assert.doesNotMatch(stderr, /SECRET|at file:/);
  }
});

test("runyard gives a service the login that is kept for its address, and never the server's token", async () => {
  const seen: (string | undefined)[] = [];
  await withFarSide(
    ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('<jobs xmlns="http://www.ivoa.net/xml/UWS/v1.0"/>');
    },
    async ({ url }) => {
      const logins = join(server.folder, "runyard", "credentials");
      await mkdir(join(server.folder, "runyard"));
      await writeFile(logins, `${url}/tap ann:x\n${url}/other token t\n`, { mode: 0o600 });
      const environment = { XDG_CONFIG_HOME: server.folder, RUNYARD_TOKEN: "SECRET" };
      for (const list of ["/tap/async", "/other", "/third/async"]) {
        assert.equal((await runRunyard(["jobs", `${url}${list}`], { environment })).status, 0);
      }
    },
  );
  assert.deepEqual(seen, [`Basic ${Buffer.from("ann:x").toString("base64")}`, "Bearer t", undefined]);
});
