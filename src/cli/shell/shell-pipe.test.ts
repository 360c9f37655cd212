import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { finish, runRunyard, startRunyard } from "../../../test/runyard.ts";

const shell = (args: readonly string[], input = ""): ReturnType<typeof runRunyard> =>
  runRunyard(["shell", ...args], { input });

async function untilGone(pid: number): Promise<void> {
  for (let count = 0; count < 3000 && existsSync(`/proc/${pid}`); count++) await sleep(20);
  assert.equal(existsSync(`/proc/${pid}`), false);
}

test("runyard shell runs the commands of a pipe as they are whole, and prints their values a line each", async () => {
  const python =
    "x = 1\nx + 1\nif x:\n  print('a')\n\n  print('b')\nprint('c', end='')\n(1,)\ndef f():\n  return 3\nf()\n";
  assert.deepEqual(await shell(["python"], python), {
    status: 0,
    stdout: "2\na\nb\nc(1,)\n3\n".replace("c(", "c\n("),
    stderr: "",
  });
  const functions = "\ufeffdef f():\n  return 1\n\n# two\ndef g():\n  return 2\nif f():\n  print(g())\n";
  assert.deepEqual(await shell(["python"], functions), { status: 0, stdout: "2\n", stderr: "" });
  const bash = "for x in 1 2\ndo echo $x\ndone\ncat <<E\n\nhi\nE\necho a \\\nb\r\necho 'in\nit'";
  assert.deepEqual(await shell(["bash"], bash), {
    status: 0,
    stdout: "1\n2\n\nhi\na b\nin\nit\n",
    stderr: "",
  });
  const perl = "our $x = {\na => 1,\n};\nsub f {\n  return $x->{a}\n}\nf() + 1\n";
  assert.equal((await shell(["perl"], perl)).stdout, '{"a" => 1}\n2\n');
});

test("runyard shell takes the next line of a pipe for the same command where it goes on with it", async () => {
  const node =
    "if (0) {\n}\n\n// or\nelse if (0) {\n}\nelse {\n  console.log('else')\n}\ntry {\n  throw 1\n}\ncatch {\n}\nfinally {\n" +
    "  console.log('last')\n}\nlet n = 0\ndo {\n  n++\n}\nwhile (n < 3)\n[3, 4]\n  .map((x) => x * n)\n  ?.join()\n.5\n";
  assert.deepEqual(await shell(["node"], node), {
    status: 0,
    stdout: "else\nlast\n'9,12'\n0.5\n",
    stderr: "",
  });
  const perl =
    'our $n = 0;\nif (0) {\n}\n# or\nelsif (0) {\n}\nelse {\n  print "else\\n";\n}\ndo {\n  $n++\n}\nwhile ($n < 3);\nprint "n is $n\\n";\n' +
    'while ($n < 5) {\n  $n++\n}\nprint "n is $n\\n";\n[7]\n  ->[0]\n';
  const { status, stdout, stderr } = await shell(["perl"], perl);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  assert.deepEqual(stdout.match(/^(?:else|n is .|7)$/gm), ["else", "n is 3", "n is 5", "7"]);
});

test("runyard shell runs a command of a pipe that is whole where the next line does not come", async () => {
  for (const [language, block] of [
    ["node", "if (1) {\n  console.log('in')\n}\n"],
    ["perl", 'if (1) {\n  print "in\\n";\n  undef\n}\n'],
  ] as const) {
    const child = startRunyard(["shell", language]);
    child.stdin?.write(block);
    const answer = await new Promise<string>((resolve) => {
      child.stdout?.once("data", (piece: Buffer) => resolve(piece.toString()));
    });
    assert.equal(answer, "in\n", language);
    child.stdin?.end("1 + 1\n");
    assert.deepEqual(await finish(child), { status: 0, stdout: "2\n", stderr: "" }, language);
  }
});

test("runyard shell shows values as their language writes them, and keeps Python's last one as _", async () => {
  const python = "[True, None, 1.0, {'a': (b'x',)}]\n40.0\n_ + 2\nNone\n_\n2**70\n-1\n'it'\n";
  assert.deepEqual(await shell(["python"], python), {
    status: 0,
    stdout: "[True, None, 1.0, {'a': (b'x',)}]\n40.0\n42.0\n42.0\n1180591620717411303424\n-1\n'it'\n",
    stderr: "",
  });
  const perl = "(1, undef)\n[1 .. 40]\n1 / 4\n'it'\nundef\n";
  const long = `[\n${Array.from({ length: 40 }, (_, n) => `  ${n + 1}`).join(",\n")}\n]`;
  assert.equal((await shell(["perl"], perl)).stdout, `[1,undef]\n${long}\n0.25\n'it'\n`);
  assert.equal(
    (await shell(["node"], "[true, null, 1.5, { a: 1 }]\n")).stdout,
    "[ true, null, 1.5, { a: 1 } ]\n",
  );
});

test("runyard shell passes bytes on as they are, each stream to its own", async () => {
  const child = startRunyard([
    "shell",
    "python",
    "-c",
    "import os; os.write(1, b'\\xff\\x00a'); _ = os.write(2, b'b')",
  ]);
  child.stdin?.end();
  const pieces: Buffer[] = [];
  child.stdout?.on("data", (piece: Buffer) => pieces.push(piece));
  const { status, stderr } = await finish(child);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "b" });
  assert.deepEqual(Buffer.concat(pieces), Buffer.from([0xff, 0, 0x61]));
});

test("runyard shell ends with 1 at the first error of a pipe, and with --keep-going after all of them", async () => {
  const first = await shell(["python"], "1\n1/0\n2\n");
  assert.deepEqual([first.status, first.stdout], [1, "1\n"]);
  assert.match(first.stderr, /^Traceback [^]*ZeroDivisionError: division by zero\n$/);
  const all = await shell(["python", "--keep-going"], "1\n1/0\n2\n");
  assert.deepEqual([all.status, all.stdout], [1, "1\n2\n"]);
  assert.match((await shell(["python"], "f(1,\n2")).stderr, /SyntaxError/);
});

test("runyard shell numbers in traces the commands that were given to it", async () => {
  for (const [language, input] of [
    ["python", "x = [\n1]\nif x:\n  pass\n\n1/0\n"],
    ["perl", "our @x = (\n1);\nif (@x) {\n}\ndie 'no'\n"],
    ["node", "let x = [\n1]\nif (x) {\n}\nthrow new Error('no')\n"],
  ] as const)
    assert.match((await shell([language], input)).stderr, /<?command 3\b/, language);
});

test("runyard shell --json writes an object for each command", async () => {
  const input = "import sys; print('a'); print('b', file=sys.stderr); (1, 2**60)\n1/0\n";
  const { status, stdout, stderr } = await shell(["python", "--json", "--keep-going"], input);
  assert.deepEqual({ status, stderr }, { status: 1, stderr: "" });
  const [good, bad] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const { durationMs, ...rest } = good ?? {};
  assert.equal(typeof durationMs, "number");
  const source = input.split("\n")[0];
  assert.deepEqual(rest, {
    source,
    value: [1, String(2n ** 60n)],
    stdout: "a\n",
    stderr: "b\n",
    failure: null,
  });
  const failure = bad?.["failure"] as Record<string, string>;
  assert.deepEqual(
    [failure["kind"], failure["message"], failure["type"]],
    ["raised", "ZeroDivisionError: division by zero", "ZeroDivisionError"],
  );
});

test("runyard shell -c runs one command, with a time limit, and ends with the status that it asks for", async () => {
  assert.deepEqual(await shell(["python", "-c", "6 * 7"]), { status: 0, stdout: "42\n", stderr: "" });
  for (const [language = "", source = ""] of [
    ["python", "import sys; sys.exit(7)"],
    ["bash", "exit 7"],
    ["perl", "exit 7"],
  ])
    assert.deepEqual(await shell([language, "-c", source]), { status: 7, stdout: "", stderr: "" }, language);
  for (const [argument = "", status, stderr] of [
    ["'no frame 7'", 1, "no frame 7\n"],
    ["-1", 255, ""],
    ["False", 0, ""],
    ["", 0, ""],
  ] as const)
    assert.deepEqual(await shell(["python", "-c", `import sys; sys.exit(${argument})`]), {
      status,
      stdout: "",
      stderr,
    });
  const late = await shell(["python", "--timeout", "200ms", "-c", "while True: pass"]);
  assert.equal(late.status, 1);
  assert.match(late.stderr, /^The command took longer than 0\.2 s; an interrupt ended it\n$/);
});

test("runyard shell ends a Python with PYTHONINSPECT as any other", async () => {
  const environment = { PYTHONINSPECT: "1" };
  const end = "import atexit, threading, time; _ = atexit.register(print, 'at the end')\n";
  const thread = "threading.Thread(target=lambda: (time.sleep(0.2), print('in the thread'))).start()\n";
  for (const [last, status] of [
    ["", 0],
    ["import sys; sys.exit(7)\n", 7],
  ] as const)
    assert.deepEqual(await runRunyard(["shell", "python"], { input: end + thread + last, environment }), {
      status,
      stdout: "in the thread\nat the end\n",
      stderr: "",
    });
});

test("runyard shell starts the interpreter where and how it is told", async () => {
  assert.equal((await shell(["bash", "--cd", "/", "-c", "pwd"])).stdout, "/\n");
  assert.equal((await shell(["bash", "-c", "nice", "--", "nice", "-n", "5", "bash"])).stdout, "5\n");
});

test("runyard shell says what it can't start", async () => {
  const cases: readonly (readonly [args: readonly string[], status: number, said: string])[] = [
    [["pythn"], 2, 'Cannot open a shell for "pythn": there is no such language; did you mean "python"?\n'],
    [
      ["python", "--executable", "/nowhere/python3"],
      1,
      'Cannot start the interpreter "/nowhere/python3": it could not be started: there is no such program\n',
    ],
    [
      ["python", "--executable", "a", "--", "b"],
      2,
      'Cannot start "a": what starts the interpreter stands after -- already\n',
    ],
  ];
  for (const [args, status, stderr] of cases)
    assert.deepEqual(await shell(args), { status, stdout: "", stderr });
  assert.equal((await shell(["python", "--timeout", "soon"])).status, 2);
});

test("runyard shell ends with 1 where the interpreter of a pipe has ended, also with --keep-going", async () => {
  const { status, stdout, stderr } = await shell(["python", "--keep-going"], "import os; os._exit(0)\n1\n");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.equal(stderr, "The interpreter ended in the middle of the command: exit status 0\n");
});

test("runyard shell leaves nothing behind: at its end, at SIGTERM, at SIGHUP, and where nobody reads on", async () => {
  const source = "sleep 600 & echo $! $$";
  const left = await shell(["bash"], `${source}\n`);
  for (const pid of left.stdout.trim().split(" ")) await untilGone(Number(pid));

  for (const [signal, status] of [
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const) {
    const child = startRunyard(["shell", "bash", "-c", `${source}; sleep 600`]);
    const pids = await new Promise<string>((resolve) => {
      child.stdout?.once("data", (piece: Buffer) => resolve(piece.toString()));
    });
    child.kill(signal);
    assert.equal((await finish(child)).status, status, signal);
    for (const pid of pids.trim().split(" ")) await untilGone(Number(pid));
  }

  const child = startRunyard(["shell", "bash", "-c", `${source}; while sleep 0.1; do echo more; done`]);
  const pids = await new Promise<string>((resolve) => {
    child.stdout?.once("data", (piece: Buffer) => resolve(piece.toString()));
  });
  child.stdout?.destroy();
  for (const pid of pids.trim().split(/\s/).slice(0, 2)) await untilGone(Number(pid));
  assert.equal(child.exitCode ?? 0, 0);
});
