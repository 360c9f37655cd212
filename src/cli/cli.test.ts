import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { TestServer, finish, runRunyard } from "../../test/runyard.ts";
import type { JobView, ResultView } from "../server/api.ts";

const jobs = `
hello:
  title: Say hello
  command: [echo, "hello {name}"]
  parameters: { name: { type: string, default: world, max_length: 20 } }
copy:
  command: [sh, -c, 'mkdir "$2/sub" && cat "$1" > "$2/sub/copy.bin" && echo done > "$2/note.txt"', sh, "{file}", "{results}"]
  parameters: { file: { type: file, required: true } }
count:
  command: [wc, -c, "{item}"]
  agenda: "{files}"
  instances: 2
  parameters: { files: { type: file, required: true, multiple: true } }
tick:
  command: [sh, -c, 'for i in 1 2 3 4; do echo tick $i; echo tock $i >&2; sleep 0.3; done']
sleep:
  command: [sleep, "600"]
fail:
  command: [sh, -c, 'echo it broke >&2; exit 3']
frames:
  agenda: "{frames}"
  instances: 4
  command: [sh, -c, 'test $1 != 3 && test $1 != 7', sh, "{index}"]
  parameters: { frames: { type: nodeset, default: "frame[01-20]" } }
greet:
  agenda: [ada, grace, edsger]
  instances: 2
  command: [sh, -c, 'echo "hello $1"; test "$1" != grace || (echo "no $1" >&2; exit 4)', sh, "{item}"]
`;

const binary = Buffer.from(Array.from({ length: 300_000 }, (_, place) => (place * 7919) % 256));

let server: TestServer;
before(async () => {
  server = await TestServer.start(jobs);
  await writeFile(join(server.folder, "data.bin"), binary);
});
after(async () => {
  await server[Symbol.asyncDispose]();
});

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the lines hold is known where they are read
function lines<Value>(text: string): readonly Value[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Value);
}

async function submit(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await server.runyard(["submit", ...args]);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

test("runyard types shows what can be submitted", async () => {
  const all = await server.runyard(["types"]);
  assert.match(all.stdout, /^TYPE +PARAMETERS +TITLE\nhello +\[name\] +Say hello\ncopy +file\n/);
  const one = await server.runyard(["types", "hello"]);
  assert.match(one.stdout, /^name +string +world +20 characters at most$/m);
  const none = await server.runyard(["types", "nope"]);
  assert.equal(none.status, 4);
});

test("runyard submit writes the id alone to a script", async () => {
  const { status, stdout, stderr } = await server.runyard(["submit", "hello"]);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  assert.match(stdout, /^\d[0-9a-z]{25}\n$/);
});

test("runyard submit --wait uploads a file, lists the results, and results --download fetches them whole", async () => {
  const { status, stdout, stderr } = await server.runyard(["submit", "copy", "file=@data.bin", "--wait"]);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /COMPLETED\n$/);
  const [id = "", ...table] = stdout.split("\n");
  assert.match(
    table.join("\n"),
    /^RESULT +SIZE +TYPE +URL\nnote\.txt +5 B .*http:\S+\nsub\/copy\.bin +300 kB .*http:\S+\n$/,
  );

  const download = await server.runyard(["results", id, "--download", "out", "--json"]);
  assert.equal(download.status, 0, download.stderr);
  assert.deepEqual(
    lines<ResultView & { path: string }>(download.stdout).map(({ path }) => path),
    ["out/note.txt", "out/sub/copy.bin"],
  );
  assert.deepEqual(await readFile(join(server.folder, "out", "sub", "copy.bin")), binary);
});

test("runyard submit reads a file from standard input", async () => {
  const { status, stdout, stderr } = await server.runyard(["submit", "copy", "file=@-", "--wait", "--json"], {
    input: binary,
  });
  assert.equal(status, 0, stderr);
  const [job] = lines<JobView & { results: readonly ResultView[] }>(stdout);
  assert.equal(job?.phase, "COMPLETED");
  assert.equal(job?.results.find(({ id }) => id === "sub/copy.bin")?.size, binary.length);
});

test("runyard submit --value takes a text that begins with @", async () => {
  const { stdout } = await server.runyard(["submit", "hello", "--value", "name=@all", "--follow"]);
  assert.equal(stdout, "hello @all\n");
});

test("runyard submit --follow keeps standard output for the job's own", async () => {
  const { status, stdout, stderr } = await server.runyard(["submit", "tick", "--follow"]);
  assert.equal(status, 0);
  assert.equal(stdout, "tick 1\ntick 2\ntick 3\ntick 4\n");
  assert.match(stderr, /^tock 1\n(.*\n)*tock 4\nCOMPLETED in /m);
});

test("runyard submit --follow names the items of a job that has several", async () => {
  await writeFile(join(server.folder, "a"), "12345");
  await writeFile(join(server.folder, "b"), "123");
  const { status, stdout } = await server.runyard(["submit", "count", "files=@a", "files=@b", "--follow"]);
  assert.equal(status, 0);
  assert.deepEqual(
    stdout
      .split("\n")
      .toSorted()
      .map((line) => line.slice(0, 4)),
    ["", "a: 5", "b: 3"],
  );
});

test("runyard submit --wait ends with 1 and says why a job failed, with the end of its standard error", async () => {
  const { status, stderr } = await server.runyard(["submit", "fail", "--wait"]);
  assert.equal(status, 1);
  assert.match(stderr, /\nJob "\w+" ended in ERROR: The command ended with exit status 3\n {2}it broke\n$/);
});

test("runyard says what the server refuses, in one line, with the code that belongs to it", async () => {
  const cases: readonly (readonly [args: readonly string[], status: number, message: RegExp])[] = [
    [["submit", "nope"], 4, /^Cannot find the job type "nope": /],
    [["submit", "hello", "nme=x"], 2, /^Cannot set parameter "nme": .*did you mean "name"/],
    [["submit", "hello", `name=${"x".repeat(21)}`], 2, /^Cannot set parameter "name"/],
    [["submit", "copy"], 2, /^Cannot run a job of type "copy": "file" is required/],
    [["jobs", "--phase", "bogus"], 2, /PENDING/],
    [["show", "0".repeat(26)], 4, /^Cannot find job /],
    [["show", "zzzz"], 4, /^Cannot find the job "zzzz"/],
    [["show", "zz"], 2, /at least 4 characters/],
    [["show", "../x"], 4, /^Cannot find the job "\.\.\/x"/],
  ];
  for (const [args, status, message] of cases) {
    const run = await server.runyard(args);
    assert.deepEqual({ status: run.status, stdout: run.stdout }, { status, stdout: "" }, args.join(" "));
    assert.match(run.stderr, message);
    assert.equal(run.stderr.split("\n").length, 2);
  }
});

test("runyard abort, retry and delete do what they say, also for a shortened id", async () => {
  const id = await submit("sleep");
  const aborted = await server.runyard(["abort", id.slice(0, 12), "zzzz"]);
  assert.equal(aborted.status, 4);
  assert.equal(aborted.stdout, `${id} ABORTED\n`);

  const running = await submit("sleep");
  const early = await server.runyard(["retry", running]);
  assert.equal(early.status, 3, early.stderr);
  await server.runyard(["abort", running]);

  const again = (await server.runyard(["retry", id])).stdout.trim();
  const [job] = lines<JobView>((await server.runyard(["show", again, "--json"])).stdout);
  assert.equal(job?.retryOf, id);

  const gone = await server.runyard(["delete", id, again]);
  assert.deepEqual(gone, { status: 0, stdout: `${id} deleted\n${again} deleted\n`, stderr: "" });
  assert.equal((await server.runyard(["show", id])).status, 4);
});

test("runyard show, items and log tell what became of each item", async () => {
  const { status, stdout } = await server.runyard(["submit", "greet", "--wait"]);
  assert.equal(status, 1);
  const id = stdout.trim();
  const shown = (await server.runyard(["show", id])).stdout;
  assert.match(shown, /^\w+ {2}greet {2}ERROR$/m);
  assert.match(
    shown,
    /^PHASE +COUNT +ITEMS\ncomplete +2 {2}ada,edsger\nfailed +1 {2}grace\n {2}grace: The command ended with exit status 4$/m,
  );
  assert.match(shown, /^ATTEMPT +NUMBER .*PEAK MEMORY +END$/m);
  assert.match(shown, /^Error: 1 of 3 items failed\..*grace/m);

  const failed = (await server.runyard(["items", id, "--phase", "failed", "--json"])).stdout;
  assert.deepEqual(
    lines<{ name: string; exitStatus: number }>(failed).map(({ name, exitStatus }) => [name, exitStatus]),
    [["grace", 4]],
  );

  const log = await server.runyard(["log", id]);
  assert.equal(log.stdout, "ada: hello ada\ngrace: hello grace\nedsger: hello edsger\n");
  assert.equal(log.stderr, "grace: no grace\n");
  assert.equal((await server.runyard(["log", id, "--item", "grace", "--stderr"])).stdout, "no grace\n");
  const [, number = ""] = /^ *(\d+) +1 {2}ended/m.exec(shown) ?? [];
  assert.equal((await server.runyard(["log", id, "--attempt", number, "--stderr"])).stdout, "no grace\n");
  assert.match((await server.runyard(["log", id, "--attempt", "0"])).stderr, /none of that number$/m);
  const record = (await server.runyard(["log", id, "--item", "0", "--stdout", "--json"])).stdout;
  assert.deepEqual(lines(record), [{ item: 0, name: "ada", stream: "stdout", line: "hello ada" }]);
});

test("runyard items --fold and show write the names of items as a node set", async () => {
  const id = await submit("frames", "--no-run");
  assert.equal((await server.runyard(["items", id, "--fold", "--json"])).stdout, "");
  const run = await server.runyard(["submit", "frames", "frames=frame[01-12]", "--wait"]);
  assert.equal(run.status, 1);
  assert.match(run.stderr, /2 of 12 items failed: frame\[03,07\]/);
  const [job = ""] = run.stdout.split("\n");
  const table = (await server.runyard(["items", job, "--fold"])).stdout;
  assert.match(
    table,
    /^PHASE +COUNT +ITEMS\ncomplete +10 {2}frame\[01-02,04-06,08-12\]\nfailed +2 {2}frame\[03,07\]\n$/,
  );
  const failed = (await server.runyard(["items", job, "-f", "--phase", "failed", "--json"])).stdout;
  const group = { phase: "failed", count: 2, names: "frame[03,07]", others: [], moreOthers: 0 };
  assert.deepEqual(lines(failed), [group]);
  const [shown] = lines<{ itemGroups: unknown[] }>((await server.runyard(["show", job, "--json"])).stdout);
  assert.deepEqual(shown?.itemGroups[1], group);
  assert.match((await server.runyard(["show", job])).stdout, /^failed +2 {2}frame\[03,07\]$/m);
  assert.equal((await server.runyard(["items", job, "--fold", "--limit", "3"])).status, 2);

  const wrong = await server.runyard(["submit", "frames", "frames=frame[01-12"]);
  assert.equal(wrong.status, 2);
  assert.match(
    wrong.stderr,
    /Cannot set parameter "frames" to "frame\[01-12": at character 6, this bracket is not closed/,
  );
});

test("runyard log -f writes what is there and what comes, until the job's end", async () => {
  const run = await server.runyard(["log", "-f", await submit("tick")]);
  assert.equal(run.stdout, "tick 1\ntick 2\ntick 3\ntick 4\n");
  assert.equal(run.stderr, "tock 1\ntock 2\ntock 3\ntock 4\n");
});

test("runyard jobs lists the newest, filtered, as a table or as JSON", async () => {
  const id = await submit("hello", "--no-run", "--run-id", "my run");
  const table = (await server.runyard(["jobs", "--type", "hello", "--phase", "pending"])).stdout;
  assert.match(table, new RegExp(`^ID +TYPE +PHASE .*\n${id} +hello +PENDING .* my run\n`));
  const rows = lines<JobView>((await server.runyard(["jobs", "--limit", "3", "--json"])).stdout);
  assert.equal(rows.length, 3);
  assert.equal(rows[0]?.id, id);
});

test("runyard submit --wait leaves the job running at Ctrl-C, and says how to abort it", async () => {
  const child = server.startRunyard(["submit", "sleep", "--wait"]);
  const run = finish(child);
  await once(child.stdout ?? child, "data");
  // What npm does as well: the terminal tells everybody, and a wrapper passes it on.
  child.kill("SIGINT");
  child.kill("SIGINT");
  const { status, stdout, stderr } = await run;
  const id = stdout.trim();
  assert.equal(status, 130);
  assert.match(stderr, new RegExp(`Job "${id}" goes on; abort it with: runyard abort ${id}\n$`));
  const [job] = lines<JobView>((await server.runyard(["show", id, "--json"])).stdout);
  assert.ok(job?.phase === "QUEUED" || job?.phase === "EXECUTING");
  await server.runyard(["abort", id]);
});

test("runyard ends quietly when nobody reads on", async () => {
  const child = server.startRunyard(["log", "-f", await submit("tick")]);
  child.stdout?.once("data", () => child.stdout?.destroy());
  const [status] = (await once(child, "exit")) as [number];
  assert.equal(status, 0);
});

test("runyard backup writes a copy of the store", async () => {
  await mkdir(join(server.folder, "backups"));
  const { status, stderr } = await server.runyard(["backup", "backups/store.sqlite"]);
  assert.equal(status, 0, stderr);
  assert.ok((await stat(join(server.folder, "backups", "store.sqlite"))).size > 0);
});

test("runyard doctor looks at the configuration, its programs and the server", async () => {
  const { stdout } = await server.runyard(["doctor", "--json"]);
  const findings = new Map(
    lines<{ name: string; state: string }>(stdout).map(({ name, state }) => [name, state]),
  );
  for (const name of ["node", "perl", "configuration", "type hello", "/proc", "data folder", "server"]) {
    assert.equal(findings.get(name), "good", name);
  }
  const elsewhere = await runRunyard(["doctor", "--config", "/nowhere.yaml"]);
  assert.equal(elsewhere.status, 1);
});
