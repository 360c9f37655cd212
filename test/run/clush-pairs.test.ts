import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { groupEnvironment } from "../nodeset/group-environment.ts";
import { type Outcome, type RunWith, runOnNodes } from "../run-on-nodes.ts";

const folder = mkdtempSync(join(tmpdir(), "runyard-pairs-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What ClusterShell 1.9.1 answers; lines of standard error, and of nodes side by side, come in any order. */
interface Pair {
  readonly argv: readonly string[];
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exit?: number;
  readonly input?: string;
}

function compat(argv: readonly string[], given: RunWith = {}): Promise<Outcome> {
  return runOnNodes(["--compat-clush", "-R", "exec", ...argv], { environment: groupEnvironment, ...given });
}

function inOrder(text: string): readonly string[] {
  return text.trimEnd().split("\n").toSorted();
}

const header = (nodes: string): string => `---------------\n${nodes}\n---------------\n`;

const pairs: readonly Pair[] = [
  { argv: ["-w", "n[1-3]", "-f", "1", "-L", "echo %h"], stdout: "n1: n1\nn2: n2\nn3: n3\n" },
  {
    argv: ["-w", "n[1-3]", "-L", "echo %n %rank %host %h %%"],
    stdout: "n1: 0 0 n1 n1 %\nn2: 1 1 n2 n2 %\nn3: 2 2 n3 n3 %\n",
  },
  { argv: ["-w", "n[1-3]", "-b", "echo %hosts"], stdout: `${header("n[1-3] (3)")}n[1-3]\n` },
  { argv: ["-w", "n[1-3]", "-L", "echo %{h}x %{rank}"], stdout: "n1: n1x 0\nn2: n2x 1\nn3: n3x 2\n" },
  { argv: ["-w", "n[1-3]", "-b", "echo ok"], stdout: `${header("n[1-3] (3)")}ok\n` },
  { argv: ["-w", "n[1-3]", "-b", "-N", "echo ok"], stdout: "ok\n" },
  { argv: ["-w", "n[1-3]", "-b", "-q", "echo ok"], stdout: `${header("n[1-3]")}ok\n` },
  { argv: ["-w", "n[1-3]", "-b", "true"] },
  { argv: ["-w", "n[1-3]", "-b", "echo; echo"], stdout: `${header("n[1-3] (3)")}\n\n` },
  { argv: ["-w", "n1", "printf abc"], stdout: "n1: abc\n" },
  {
    argv: ["-w", "n[1-3]", "-b", "test %n = 1 && exit 3; echo ok"],
    stdout: `${header("n[1,3] (2)")}ok\n`,
    stderr: "clush: n2: exited with exit code 3\n",
  },
  {
    argv: ["-w", "n[1-3]", "-S", "-b", "test %n = 1 && exit 3; echo ok"],
    stdout: `${header("n[1,3] (2)")}ok\n`,
    stderr: "clush: n2: exited with exit code 3\n",
    exit: 3,
  },
  {
    argv: ["-w", "n[1-2]", "-q", "false"],
    stderr: "clush: n1: exited with exit code 1\nclush: n2: exited with exit code 1\n",
  },
  {
    argv: ["-w", "n[1-2]", "-S", "false"],
    stderr: "clush: n2: exited with exit code 1\nclush: n1: exited with exit code 1\n",
    exit: 1,
  },
  { argv: ["-w", "n[1-2]", "-b", "-q", "false"], stderr: "clush: n[1-2]: exited with exit code 1\n" },
  {
    argv: ["-w", "n1", "-S", "kill -9 $$"],
    stderr: "clush: n1: exited with exit code 137\n",
    exit: 137,
  },
  { argv: ["-w", "n1", "-u", "0.3", "-S", "sleep 60"], stderr: "clush: n1: command timeout\n", exit: 255 },
  {
    argv: ["-w", "n[1-2]", "-u", "0.3", "-b", "echo part; sleep 60"],
    stderr: "clush: n[1-2]: command timeout\n",
  },
  {
    argv: ["-w", "n1", "-u", "0.3", "-S", "-q", "sleep 60"],
    stderr: "clush: n1: command timeout\n",
    exit: 255,
  },
  { argv: ["-w", "n[1-2]", "echo err >&2"], stderr: "n1: err\nn2: err\n" },
  { argv: ["-w", "n[1-2]", "-B", "echo out; echo err >&2"], stdout: `${header("n[1-2] (2)")}out\nerr\n` },
  {
    argv: ["-w", "n[1-2]", "-B", "-L", "echo out; echo err >&2"],
    stdout: "n[1-2]: out\nn[1-2]: err\n",
  },
  {
    argv: ["-w", "n[1-4]", "--diff", "test %n = 1 && echo x || echo y; echo same"],
    stdout: "--- n[1,3-4] (3)\n+++ n2\n@@ -1,2 +1,2 @@\n-y\n+x\n same\n",
  },
  { argv: ["-w", "n[1-3]", "-x", "n2", "-L", "echo ok"], stdout: "n1: ok\nn3: ok\n" },
  { argv: ["-g", "io", "-L", "echo ok"], stdout: "example4: ok\nexample5: ok\nexample6: ok\n" },
  { argv: ["-g", "oss,mds", "-L", "echo ok"], stdout: "example4: ok\nexample5: ok\nexample6: ok\n" },
  { argv: ["-g", "racks:rack1", "-bL", "echo ok"], stdout: "example[0,2]: ok\n" },
  {
    argv: ["-s", "racks", "-g", "rack1", "-br", "echo ok"],
    stdout: `${header("@racks:rack1 (2)")}ok\n`,
  },
  { argv: ["-w", "example[4-6]", "-br", "echo ok"], stdout: `${header("@io (3)")}ok\n` },
  {
    argv: ["-w", "n[1-2]", "-L", "cat"],
    input: "l1\nl2\n",
    stdout: "n1: l1\nn1: l2\nn2: l1\nn2: l2\n",
  },
  { argv: ["-n", "-w", "n[1-2]", "-L", "cat"], input: "l1\nl2\n" },
  {
    argv: ["-w", "n[1-2]", "--color=always", "-L", "echo ok"],
    stdout: "\u001b[94mn1: \u001b[0mok\n\u001b[94mn2: \u001b[0mok\n",
  },
  {
    argv: ["-w", "n[1-2]", "--color=always", "-b", "echo ok"],
    stdout: "\u001b[94m---------------\nn[1-2] (2)\n---------------\u001b[0m\nok\n",
  },
  { argv: ["-w", "n1", "-O", "command_prefix=echo pre", "foo"], stdout: "n1: pre foo\n" },
  { argv: ["-w", "n1", "-f", "0", "true"] },
  { argv: ["-w", "n1", "-u", "0", "echo ran"], stdout: "n1: ran\n" },
  {
    argv: ["-w", "n[1-2]", "-vS", "-b", "false"],
    stderr: "clush: n[1-2] (2): exited with exit code 1\n",
    exit: 1,
  },
  { argv: ["-w", "n[1-2]", "-P", "-L", "echo ok"], stdout: "n1: ok\nn2: ok\n" },
  {
    argv: ["-w", "n[1-2]", "-u", "0.3", "-L", "echo part; sleep 60"],
    stderr: "clush: n[1-2]: command timeout\n",
  },
  {
    argv: ["-w", "n[1-3]", "-bL", "test %n = 1 || echo a; echo b"],
    stdout: "n[1,3]: a\nn2: b\nn[1,3]: b\n",
  },
  {
    argv: ["-w", "n[1-3]", "-b", "-L", "-S", "exit %n"],
    stderr: "clush: n2: exited with exit code 1\nclush: n3: exited with exit code 2\n",
    exit: 2,
  },
];

for (const { argv, stdout = "", stderr = "", exit = 0, input } of pairs) {
  test(`runRun() with --compat-clush answers ${argv.join(" ")}`, async () => {
    const outcome = await compat(argv, input === undefined ? {} : { input: [input] });
    assert.equal(outcome.stdout, stdout);
    assert.deepEqual(inOrder(outcome.stderr), inOrder(stderr));
    assert.equal(outcome.exit, exit);
  });
}

const refusals: readonly (readonly [argv: readonly string[], exit: number, stderr: RegExp])[] = [
  [["-w", "n[1-3]", "echo %x"], 1, /^clush: .*"%x" is no placeholder/],
  [["-w", "n[1-4]", "--diff", "-L", "echo x"], 2, /^Usage: clush .*\n\nclush: error: .*diff.*lines/],
  [["-w", "n1", "-x", "n1", "true"], 2, /^Usage: clush .*\n\nclush: error: No node to run on/],
  [["true"], 2, /No node to run on/],
  [["-w", "n1", "-R", "nosuch", "true"], 2, /There is no worker "nosuch"/],
  [["-w", "n1", "-O", "foo", "true"], 1, /it takes KEY=VALUE/],
  [["-w", "n1", "-f", "-1", "true"], 2, /Option "--fanout" takes a number, at least 1, not "-1"/],
  [["-w", "-x", "true"], 2, /Option "-w" takes nodes, not "-x"/],
  [["-w", "n1", "-c"], 2, /Nothing to copy is given/],
  [["--hostfile", "/nonexist", "true"], 1, /"\/nonexist": it does not exist/],
];

for (const [argv, exit, stderr] of refusals) {
  test(`runRun() with --compat-clush refuses ${argv.join(" ")}`, async () => {
    const outcome = await compat(argv);
    assert.match(outcome.stderr, stderr);
    assert.deepEqual({ exit: outcome.exit, stdout: outcome.stdout }, { exit, stdout: "" });
  });
}

test("runRun() reads host files with comments", async () => {
  const file = join(folder, "hosts");
  writeFileSync(file, "h1 h2 # not h9\nh[3-4]\n");
  assert.equal((await compat(["--hostfile", file, "-bL", "echo ok"])).stdout, "h[1-4]: ok\n");
});

test("runRun() writes outputs to files, gathered or not", async () => {
  for (const form of [[], ["-b"]]) {
    const to = join(folder, `out${form.length}`);
    await compat(["-w", "n[1-2]", ...form, "--outdir", to, "--errdir", to, 'printf "%h\\r\\377"']);
    assert.deepEqual(readFileSync(join(to, "n1")), Buffer.concat([Buffer.from("n1\r"), Buffer.of(255)]));
    assert.deepEqual(readdirSync(to), ["n1", "n2"]);
  }
});

test("runRun() copies with -c, to a place of each node's own", async () => {
  const [source, to] = [join(folder, "source"), join(folder, "copied")];
  writeFileSync(source, "data\n");
  mkdirSync(to);
  const outcome = await compat(["-w", "n[1-2]", "-c", source, "--dest", join(to, "%h")]);
  assert.deepEqual(outcome, { exit: 0, stdout: "", stderr: "" });
  assert.deepEqual(readdirSync(to), ["n1", "n2"]);
});
