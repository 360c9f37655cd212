import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutputStream } from "../output.ts";
import { optionEntries } from "./option-table.ts";
import { runNodeset } from "./run-nodeset.ts";

class Written implements OutputStream {
  text = "";
  write(chunk: string | Uint8Array): boolean {
    this.text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  }
  once(): this {
    return this;
  }
}

interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(argv: readonly string[], ...input: readonly (string | Uint8Array)[]): Promise<Outcome> {
  const [stdout, stderr] = [new Written(), new Written()];
  const environment = { CLUSTERSHELL_CFGDIR: "/nowhere", HOME: "/nowhere" };
  const exit = await runNodeset(argv, { stdin: chunks(input), stdout, stderr, environment });
  return { exit, stdout: stdout.text, stderr: stderr.text };
}

async function* chunks<Chunk>(list: readonly Chunk[]): AsyncGenerator<Chunk> {
  yield* list;
}

async function prints(
  expected: string,
  argv: readonly string[],
  ...input: readonly (string | Uint8Array)[]
): Promise<void> {
  assert.deepEqual(await run(argv, ...input), { exit: 0, stdout: expected, stderr: "" }, argv.join(" "));
}

async function refuses(argv: readonly string[], stderr: RegExp, exit = 1): Promise<void> {
  const outcome = await run(argv);
  assert.equal(outcome.exit, exit, outcome.stderr);
  assert.equal(outcome.stdout, "");
  assert.match(outcome.stderr, stderr);
  assert.doesNotMatch(outcome.stderr, /^ +at /m);
}

test("runNodeset() reads standard input across chunks, lines and comments", async () => {
  await prints(
    "n[1-12]\n",
    ["-f"],
    "n1 n2\tn[3-",
    "5]\nn6 # n99\n",
    "#n98\nn7,n8\r\nn9\rn1",
    "0 n11\n",
    "n12",
  );
  await prints("né[1-2]\n", ["-f"], Buffer.from("né1 né2"));
  await prints("\n", ["-f"], "  \n # nothing\n");
  const [first, second] = [Buffer.from("né1").subarray(0, 2), Buffer.from("né1").subarray(2)];
  await prints("né1\n", ["-f"], first, second);
});

test("runNodeset() reads standard input once, where it is named", async () => {
  await prints("n1\n", ["-f", "n[1-3]", "-x", "-"], "n2 n3");
  await prints("n[1-3]\n", ["-f", "n1", "-"], "n2 n3");
  await prints("n[1-3,5]\n", ["-f", "-q", "n[1-5]", "-X", "n4", "-i", "n[1-9]"], "n8");
  const twice = await run(["-f", "n[1-3]", "-x", "-", "-i", "-"], "n3");
  assert.equal(twice.stdout, "n[1-2]\n");
  assert.match(twice.stderr, /^Warning: standard input is empty/);
});

test("runNodeset() refuses input that is no text", async () => {
  const { exit, stderr } = await run(["-f"], Uint8Array.of(0x6e, 0xff));
  assert.deepEqual(
    { exit, stderr },
    { exit: 1, stderr: "Cannot read standard input: it is not UTF-8 text\n" },
  );
});

test("runNodeset() folds 100,000 shuffled names within a few seconds", async () => {
  const names = Array.from({ length: 100_000 }, (_, place) => `node${((place * 7919) % 100_000) + 1}`);
  await prints("node[1-100000]\n", ["-f"], names.join("\n"));
});

test("runNodeset() writes one JSON object for each result", async () => {
  await prints('{"nodes":"n[1-3]","count":3}\n', ["--json", "-f", "n[1-3]"]);
  await prints('{"count":99999999999999999999}\n', ["--json", "-c", "n[1-99999999999999999999]"]);
  await prints('{"nodes":["n1","n2"]}\n{"nodes":["n3"]}\n', ["--json", "-e", "--split=2", "n[1-3]"]);
  await prints('{"nodes":[]}\n', ["--json", "-e", ""]);
  await prints('{"nodes":["<n\\"1>"]}\n', ["--json", "-e", "-O", "<%s>", 'n"1']);
  await prints('{"index":4}\n', ["--json", "--index", "n5", "n[1-9]"]);
});

test("runNodeset() writes at which place a name is", async () => {
  await prints("5\n", ["--index", "node5", "node[0-9]"]);
  await prints("2\n", ["-R", "--index", "18", "1,5,18-31"]);
  await prints("1\n", ["--index", "n5", "-I", "3-9", "n[1-9]"]);
  await prints("0\n", ["--index", "n5"], "n5\n");
  await refuses(["--index", "n50", "n[1-9]"], /^Cannot find "n50" in the set: it is not there\n$/);
  await refuses(["--index", "n[5-6]", "n[1-9]"], /^Cannot find "n\[5-6\]" in the set: it is not one name\n$/);
});

test("runNodeset() picks so many members of the set", async () => {
  const { stdout } = await run(["-e", "--pick", "3", "n[1-1000000000000]"]);
  const names = stdout.trim().split(" ");
  assert.equal(new Set(names).size, 3);
  assert.ok(names.every((name) => /^n[1-9]\d*$/.test(name)));
});

test("runNodeset() shows where a text is wrong, and never a stack trace", async () => {
  await refuses(["-f", "n[1-3"], /^Cannot read "n\[1-3" as a node set: .+\n {2}n\[1-3\n {3}\^\n$/);
  await refuses(["-f", "n1,\u001b[2J[3"], /^Cannot read .+\n {2}n1,\\e\[2J\[3\n {7}\^\n$/);
  await refuses(["-R", "-f", "1-a"], /^Cannot read "1-a" as a range set: .+\n {2}1-a\n/);
  await refuses(["-f", "-I", "x", "n1"], /^Cannot read "x" as a range set/);
  await refuses(["-f", "n[1-3]", "-i"], /^Cannot read the operands: nothing follows "-i"\n$/);
});

test("runNodeset() says what it does not understand in one line, and ends with 2", async () => {
  await refuses(["--nonsense"], /^Unknown option "--nonsense" \(runyard nodeset --help tells more\)\n$/, 2);
  await refuses(["n1"], /^No command is given: .+\(runyard nodeset --help tells more\)\n$/, 2);
});

test("runNodeset() refuses what would not fit into memory", async () => {
  const large = "n[1-10000000000000]";
  await refuses(["-e", large], /^Cannot write each name: 10000000000000 are more than the limit/);
  await refuses(["-f", "-O", "%s-ib", large], /^Cannot fold names in another format: /);
  await refuses(["-f", "--pick", "20000000", large], /^Cannot pick names: /);
  await refuses(["-f", "--split", "20000000", large], /^Cannot split the set into parts: /);
  await refuses(["-f", "--axis", "1-99999", "x1y1"], /^Cannot fold along the axes "1-99999": /);
});

test("runNodeset() stops where the reader does, and goes on when it does", async () => {
  let isWaiting = (): void => {};
  let resume = (): void => {};
  const waiting = new Promise<void>((resolve) => (isWaiting = resolve));
  const stdout = new Written();
  stdout.write = (chunk) => {
    stdout.text += String(chunk);
    return false;
  };
  Object.assign(stdout, {
    once: (_event: string, listener: () => void) => {
      resume = listener;
      isWaiting();
    },
  });
  const stderr = new Written();
  void runNodeset(["-e", "n[1-100000000]"], { stdin: chunks([]), stdout, stderr, environment: {} });
  await waiting;
  const heldBack = stdout.text.length;
  assert.ok(heldBack < 200_000, String(heldBack));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(stdout.text.length, heldBack);
  resume();
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(stdout.text.length > heldBack && stdout.text.length < 3 * heldBack, String(stdout.text.length));
});

test("runNodeset() warns of words that mean something else than they look like, unless -q", async () => {
  const argv = ["-f", "n1", "-O", "x"];
  const note = 'Note: "-O" is taken as a name here: options stand before the first operand\n';
  assert.deepEqual(await run(argv), { exit: 0, stdout: "-O,n1,x\n", stderr: note });
  await prints("-O,n1,x\n", ["-q", ...argv]);
  const empty = await run(["-f", "-x", "n2", "n[1-3]"]);
  assert.deepEqual(empty, {
    exit: 0,
    stdout: "n[1-3]\n",
    stderr: "Warning: the set to the left of the first operation is empty\n",
  });
});

test("runNodeset() has every option in its help, in lines that fit", async () => {
  const { exit, stdout } = await run(["--help"]);
  assert.equal(exit, 0);
  for (const [name, { short }] of optionEntries) {
    assert.match(stdout, new RegExp(`^ {2}${short === undefined ? " {4}" : `-${short}, `}--${name}\\b`, "m"));
  }
  assert.ok(stdout.split("\n").every((line) => line.length <= 80));
});
