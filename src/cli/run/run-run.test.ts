import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Gate } from "../../../test/gate.ts";
import { until } from "../../../test/run-job.ts";
import { type Outcome, type RunWith, runOnNodes } from "../../../test/run-on-nodes.ts";

const folder = mkdtempSync(join(tmpdir(), "runyard-run-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** In seconds: so long that what is quick has been done by then, also where the machine is slow. */
const ENOUGH = "3";

function run(argv: readonly string[], given: RunWith = {}): Promise<Outcome> {
  return runOnNodes(["-R", "exec", ...argv], given);
}

interface Event {
  readonly event: string;
  readonly node?: string;
  readonly [key: string]: unknown;
}

function eventsIn({ stdout }: Outcome): readonly Event[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
}

test("runRun() ends with 0 only where every node did it, and else with what they have in common", async () => {
  const exitOf = async (...argv: string[]): Promise<number> => (await run(["-w", "n[1-3]", ...argv])).exit;
  assert.equal(await exitOf("true"), 0);
  assert.equal(await exitOf("exit %n"), 1);
  assert.equal(await exitOf("-S", "exit %n"), 2);
  assert.equal(await exitOf("-u", "0.2", "sleep 60"), 124);
  assert.equal(await exitOf("-u", ENOUGH, "test %n = 0 && exit 1; sleep 60"), 1);
  assert.equal(await exitOf("-x", "n[1-3]", "true"), 2);
});

test("runRun() refuses an unknown group, and with --compat-clush takes it for an empty one", async () => {
  const groups = join(folder, "groups.conf");
  writeFileSync(groups, "[Main]\ndefault: a\n[a]\nmap: case $GROUP in io) echo n1;; esac\nlist: echo io\n");
  const refused = await run(["--groupsconf", groups, "-w", "@nope", "true"]);
  assert.match(refused.stderr, /nope/);
  assert.notEqual(refused.exit, 0);
  assert.equal((await run(["--groupsconf", groups, "-g", "io", "echo %h"])).stdout, "n1: n1\n");
  const ignored = await run(["--compat-clush", "--groupsconf", groups, "-w", "n2,@nope", "echo %h"]);
  assert.equal(ignored.stdout, "n2: n2\n");
});

test("runRun() labels what nodes wrote until their time was over", async () => {
  const outcome = await run(["-w", "n[1-2]", "-u", ENOUGH, "-b", "echo part; sleep 60"]);
  assert.equal(
    outcome.stdout,
    "---------------\nn[1-2] (2): timed out, partial output\n---------------\npart\n",
  );
  assert.equal(outcome.stderr, "runyard: n[1-2] (2): command timeout\n");
});

test("runRun() with --json tells each event, bytes that are no text included, and a summary", async () => {
  const outcome = await run([
    "-w",
    "n[1-2]",
    "--json",
    'test %n = 1 && exit 3; printf "é\\n\\377"; echo e >&2',
  ]);
  const events = eventsIn(outcome);
  const of = (node: string): readonly Event[] => events.filter((event) => event.node === node);
  assert.deepEqual(of("n2"), [
    { event: "start", node: "n2" },
    { event: "exit", node: "n2", code: 3, result: "failed" },
  ]);
  const outputs = of("n1").filter(({ event }) => event === "output");
  assert.deepEqual(
    outputs.filter(({ stream }) => stream === "stdout").map(({ text, base64 }) => text ?? base64),
    ["é\n", "/w=="],
  );
  assert.equal(outputs.find(({ stream }) => stream === "stderr")?.["text"], "e\n");
  const { seconds: _seconds, ...summary } = events.at(-1) ?? { event: "" };
  assert.deepEqual(summary, {
    event: "summary",
    count: 2,
    results: { ok: { nodes: "n1", count: 1 }, failed: { nodes: "n2", count: 1 } },
    exit: 1,
  });
});

test("runRun() with --json never cuts a character that is longer than the piece it came in", async () => {
  const text = "é".repeat(100_000);
  const outcome = await run(["-w", "n1", "-n", "--json", `perl -e 'print "x", "\\xc3\\xa9" x 100000'`]);
  const events = eventsIn(outcome).filter(({ event }) => event === "output");
  assert.ok(events.length > 1);
  assert.equal(events.map((event) => event["text"]).join(""), `x${text}`);
});

test("runRun() with --retry tries those again that failed as told, and shows the last try alone", async () => {
  const command = `echo x >> ${folder}/tries-%h; test $(wc -l < ${folder}/tries-%h) -gt %n && echo done`;
  const outcome = await run([
    "-w",
    "n[1-3]",
    "-b",
    "--retry",
    "3",
    "--retry-on",
    "exit:1",
    `echo no; ${command}`,
  ]);
  assert.equal(outcome.exit, 0);
  assert.equal(outcome.stdout, "---------------\nn[1-3] (3)\n---------------\nno\ndone\n");
  assert.equal(
    outcome.stderr,
    "runyard: n[2-3] (2): trying again, 1 of 3\nrunyard: n3: trying again, 2 of 3\n",
  );
  const other = await run([
    "-w",
    "n1",
    "--retry",
    "3",
    "--retry-on",
    "exit:1",
    `echo x >> ${folder}/other; exit 2`,
  ]);
  assert.equal(other.exit, 1);
  assert.equal(readFileSync(join(folder, "other"), "utf8"), "x\n");
});

test("runRun() keeps a node's rank and input when it tries it again", async () => {
  const command = `cat; echo %n; test -e ${folder}/again-%h || { touch ${folder}/again-%h; exit 1; }`;
  const outcome = await run(["-w", "n[1-2]", "-L", "--retry", "1", "--retry-on", "exit", command], {
    input: ["in", "put\n"],
  });
  assert.equal(outcome.stdout, "n1: input\nn1: 0\nn2: input\nn2: 1\n");
});

test("runRun() with --batch starts the next nodes when all before them are over", async () => {
  const log = join(folder, "batches");
  // Each waits until both of its batch have started.
  const both = `until test $(grep -c start ${log}) -ge $((%n / 2 * 2 + 2)); do sleep 0.02; done`;
  const argv = ["-w", "n[1-4]", "-u", "30", "--batch", "50%"];
  const { exit } = await run([...argv, `echo start >> ${log}; ${both}; echo end >> ${log}`]);
  assert.equal(exit, 0);
  const half = "start\nstart\nend\nend\n";
  assert.equal(readFileSync(log, "utf8"), half + half);
});

test("runRun() with --max-fail starts nothing more when more have failed", async () => {
  const outcome = await run(["-w", "n[1-9]", "-f", "1", "--max-fail", "2", "false"]);
  assert.equal(outcome.exit, 1);
  assert.match(outcome.stderr, /^runyard: n\[4-9\] \(6\): not started$/m);
  assert.match(outcome.stderr, /nothing more was started: 3 failed/);
});

test("runRun() with --fail-fast ends what runs as well", async () => {
  const outcome = await run(["-w", "n[1-3]", "--fail-fast", "test %n = 1 && exit 7; sleep 600"]);
  assert.match(outcome.stderr, /n\[1,3\] \(2\): interrupted before the end/);
});

test("runRun() with --fail-fast kills what does not end when it is asked", async () => {
  using gate = new Gate();
  // The one fails when the others can't be asked any more.
  const stubborn = `trap "" INT TERM; ${gate.arrive}; sleep 600 & wait; sleep 600`;
  const argv = ["-w", "n[1-3]", "--fail-fast", `test %n = 1 && { ${gate.wait}; exit 7; }; ${stubborn}`];
  const running = run(argv);
  await until("both are deaf", () => gate.arrived === 2);
  const started = performance.now();
  gate.open();
  const outcome = await running;
  const tookMs = performance.now() - started;
  assert.ok(tookMs > 4500, String(tookMs));
  assert.match(outcome.stderr, /n\[1,3\] \(2\): interrupted before the end/);
});

test("runRun() with --retry and --max-fail counts nodes that failed for good", async () => {
  const tries = join(folder, "final");
  const argv = ["-w", "n[1-4]", "-f", "1", "--retry", "2", "--retry-on", "exit:1", "--max-fail", "1"];
  const outcome = await run([...argv, `echo x >> ${tries}-%h; exit 1`]);
  const counts = [1, 2, 3, 4].map((n) => readFileSync(`${tries}-n${n}`, "utf8").length / 2);
  assert.deepEqual(counts, [3, 3, 2, 2]);
  assert.match(outcome.stderr, /nothing more was started: 2 failed/);
  const spared = await run([
    ...argv,
    `echo x >> ${folder}/spared-%h; test $(wc -l < ${folder}/spared-%h) = 3`,
  ]);
  assert.equal(spared.exit, 0);
});

test("runRun() refuses what it can't read on the command line with 2, and takes times with units", async () => {
  for (const [words, problem] of [
    [["-f", "abc"], 'Option "--fanout" takes a number'],
    [["-f", "0"], 'Option "--fanout" takes a number'],
    [["-u", "1x"], 'Option "--command-timeout" takes seconds'],
    [["-t", "-1"], 'Option "--connect-timeout" takes seconds'],
    [["--outdir", "/proc/runyard/no"], 'Cannot make the folder "/proc/runyard/no"'],
    [["-R", "sh %q -c"], '"%q" is no placeholder'],
    [["true %z;"], '"%z" is no placeholder'],
  ] as const) {
    const outcome = await run(["-w", "n1", ...words, "true"]);
    assert.deepEqual([outcome.exit, outcome.stdout], [2, ""], problem);
    assert.ok(
      outcome.stderr.startsWith(problem.startsWith('"') ? "Cannot fill in" : problem),
      outcome.stderr,
    );
    assert.match(outcome.stderr, new RegExp(problem.replaceAll(/[()]/g, ".")));
  }
  assert.equal((await run(["-w", "n1", "-u", "300ms", "-t", "1m", "sleep 20"])).exit, 124);
  const conf = join(folder, "bad-clush.conf");
  writeFileSync(conf, "[Main]\nfanout: many\n");
  assert.equal((await run(["--conf", conf, "-w", "n1", "true"])).exit, 7);
});

test("runRun() starts nodes in the order in which they are written", async () => {
  const argv = ["-w", "n3,n1", "-w", "b[2-1],x", "-f", "1", "echo %n"];
  assert.match((await run(argv)).stderr, /b\[2-1\]/);
  const outcome = await run(["-w", "n3,n[1-2]", "-w", "x", "-f", "1", "echo %n"]);
  assert.equal(outcome.stdout, "n3: 0\nn1: 1\nn2: 2\nx: 3\n");
});

test("runRun() with --start-rate starts no more in a second", async () => {
  const started = performance.now();
  await run(["-w", "n[1-4]", "--start-rate", "10", "true"]);
  assert.ok(performance.now() - started > 190);
});

test("runRun() with --dry-run shows nodes and commands, and starts nothing", async () => {
  const outcome = await run(["-w", "n[1-2]", "--dry-run", `touch ${folder}/dry; echo %h`]);
  assert.equal(
    outcome.stdout,
    `n[1-2] (2)\nn1: /bin/sh -c 'touch ${folder}/dry; echo n1'\nn2: /bin/sh -c 'touch ${folder}/dry; echo n2'\n`,
  );
  assert.throws(() => readFileSync(join(folder, "dry")));
});

test("runRun() with --failed-from last takes the nodes that did not do it, never those of an older run", async () => {
  const environment = { XDG_STATE_HOME: join(folder, "state") };
  assert.match((await run(["--failed-from", "last", "true"], { environment })).stderr, /nothing is in/);
  await run(["-w", "n[1-5]", "test $((%n %% 2)) = 0"], { environment });
  assert.equal((await run(["--failed-from", "last", "-bL", "echo"], { environment })).stdout, "n[2,4]: \n");
  mkdirSync(join(folder, "state", "runyard", `last-run.json.${process.pid}`));
  await run(["-w", "n9", "false"], { environment });
  assert.match((await run(["--failed-from", "last", "true"], { environment })).stderr, /nothing is in/);
  assert.equal((await run(["-w", "n1", "true"], { environment: { XDG_STATE_HOME: "/proc/none" } })).exit, 0);
});

test("runRun() says why there is no node, and takes blanks for none", async () => {
  const environment = { XDG_STATE_HOME: join(folder, "all-did-it") };
  await run(["-w", "n1", "true"], { environment });
  const file = join(folder, "no-hosts");
  writeFileSync(file, "# none yet\n");
  for (const [argv, why] of [
    [[], "give some with -w, -g, -a or --hostfile"],
    [["-w", "n1,n2", "-x", "n[1-9]"], "all that are given are excluded"],
    [["-w", " "], "what is given is an empty set"],
    [["-w", "n1!n1"], "what is given is an empty set"],
    [["--hostfile", file], "what is given is an empty set"],
    [["--failed-from", "last"], "every node of the last run did it"],
  ] as const) {
    const outcome = await run([...argv, "true"], { environment });
    assert.deepEqual([outcome.exit, outcome.stdout], [2, ""]);
    assert.ok(outcome.stderr.startsWith(`No node to run on: ${why} (`), outcome.stderr);
  }
  assert.match((await run(["--hostfile", folder, "true"])).stderr, /": it is a folder\n$/);
});

test("runRun() passes standard input to every node, also to those that start later", async () => {
  const input = Array.from({ length: 64 }, (_, place) => Buffer.alloc(64 * 1024, place));
  const outcome = await run(["-w", "n[1-6]", "-f", "2", "-b", "wc -c"], { input });
  assert.equal(outcome.stdout, `---------------\nn[1-6] (6)\n---------------\n${64 * 64 * 1024}\n`);
});

test("runRun() does not wait for input that nobody reads", async () => {
  const endless = (function* (): Generator<Uint8Array> {
    for (;;) yield Buffer.alloc(64 * 1024);
  })();
  const outcome = await run(["-w", "n[1-2]", "-b", "head -c 100000 | wc -c"], { input: endless });
  assert.match(outcome.stdout, /\n100000\n$/);
});

test("runRun() runs what standard input says where no command is given", async () => {
  const outcome = await run(["-w", "n[1-2]", "-b"], { input: ["echo one\n", "echo two\n"] });
  assert.equal(outcome.stdout, "---------------\nn[1-2] (2)\n---------------\none\ntwo\n");
});

test("runRun() takes nodes with names of 10,000 characters", async () => {
  const name = "x".repeat(10_000);
  const outcome = await run([
    "-w",
    `${name}[1-2]`,
    "-b",
    "--outdir",
    join(folder, "long"),
    "echo ok; exit 3",
  ]);
  assert.equal(outcome.stdout, `---------------\n${name}[1-2] (2)\n---------------\nok\n`);
  assert.match(outcome.stderr, /^runyard: x+1: cannot write its output to "[^"]+": the name is too long$/m);
  assert.match(outcome.stderr, /^runyard: x+\[1-2\] \(2\): exited with exit code 3$/m);
});
