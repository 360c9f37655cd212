import assert from "node:assert/strict";
import { test } from "node:test";
import { bufferedEnvironment, testLanguage } from "../../../test/conformance/interpreter.ts";
import { CommandDispatcher, type Literal } from "../mod.ts";
import { python } from "./python.ts";

testLanguage(python, "python3", {
  keep: "kept = 7",
  recall: "kept",
  fortyTwo: "6 * 7",
  write: "import sys; print('out'); print('err', file=sys.stderr)",
  writeBelow: "import subprocess; subprocess.run(['echo', 'below']); None",
  writeMuch: (bytes) => `print('x' * ${bytes}, end='')`,
  raise: "raise ValueError('no such thing')",
  nonsense: "def def",
  exit: "import sys; sys.exit(0)",
  die: "import os; os._exit(0)",
  killItself: "import os; os.kill(os.getpid(), 9)",
  readStdin: "import sys; sys.stdin.readline() != ''",
  loopForEver: "import runyard, time; runyard.progress(0.5)\nwhile True: time.sleep(0.01)",
  loopOverPrograms: `import os, runyard; runyard.progress(0.5)\nwhile True: os.system('trap "" INT; sleep 0.2')`,
  loopStubbornly:
    "import runyard, signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nrunyard.progress(0.5)\nwhile True: time.sleep(0.01)",
  closeStreams: "import os\nfor descriptor in range(3): os.close(descriptor)",
  closeAll: "import os, time; os.closerange(0, 1024); time.sleep(60)",
  pause: "import time; time.sleep(0.025)",
  progress: "import runyard\nfor each in 0.5, 7, -7: runyard.progress(each)",
  noProgress: "import runyard; runyard.progress(float('nan'))",
  output: (bytes) => `import runyard; runyard.output('/' + 'x' * ${bytes - 1})`,
  text: (length) => `'x' * ${length}`,
  texts: (count, length) => `['x' * ${length}] * ${count}`,
  raiseLong: (length) => `raise ValueError('x' * ${length})`,
  leaveBehind: (seconds) =>
    `import subprocess; subprocess.Popen(['sleep', '${seconds}'], start_new_session=True); None`,
});

test("python.literal() stands for the value, whatever it is", async () => {
  await using dispatcher = new CommandDispatcher({ language: python });
  await dispatcher.startChild();
  const literals: readonly Literal[] = [
    null,
    true,
    -1.5,
    12345678901234567890n,
    "",
    "'\"\\\n\r\0\u007f\u2028\u2029{x}$(x)`%s 🙂",
    ["a", ["b", 1]],
  ];
  for (const literal of literals) {
    const { failure, value } = await dispatcher.run(python.literal(literal));
    assert.equal(failure, null);
    assert.deepEqual(value, literal);
  }
});

test("python leaves what is ours out of a trace", async () => {
  await using dispatcher = new CommandDispatcher({ language: python, interruptGraceMs: 60_000 });
  await dispatcher.startChild();
  const cancelling = new AbortController();
  const stop = dispatcher.events.on("written", () => cancelling.abort());
  const { failure } = await dispatcher.run(
    "import runyard, time\ntry:\n  runyard.progress(float('inf'))\nexcept ValueError:\n  print('asleep', flush=True); time.sleep(600)",
    { signal: cancelling.signal },
  );
  stop();
  assert.equal(failure?.kind, "cancelled");
  dispatcher.events.on("written", () => dispatcher.interrupt());
  const { failure: interrupted } = await dispatcher.run(
    "def sleeps():\n  print('asleep', flush=True); time.sleep(600)\nsleeps()",
  );
  assert.ok(interrupted?.kind === "raised");
  assert.match(interrupted.error.trace, /in sleeps/);
  assert.doesNotMatch(interrupted.error.trace, /on_interrupt|python\.py/);
  const { failure: raised } = await dispatcher.run("runyard.progress(float('inf'))");
  assert.ok(raised?.kind === "raised");
  assert.doesNotMatch(raised.error.trace, /python\.py/);
});

test("python goes on when a command has broken builtins and modules", async () => {
  await using dispatcher = new CommandDispatcher({ language: python });
  await dispatcher.startChild();
  const harm = [
    "len = 5; print = None; open = None",
    "import builtins; builtins.len = builtins.isinstance = builtins.open = None",
    "import sys; sys.modules.clear(); sys.stdout = None; sys.stderr = 5",
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)",
    "del __builtins__",
  ];
  for (const source of harm) {
    await dispatcher.run(source);
    assert.equal((await dispatcher.run("6 * 7")).value, 42, source);
  }
});

test("python does not let a forked child answer", async () => {
  await using dispatcher = new CommandDispatcher({ language: python });
  await dispatcher.startChild();
  const results = await Promise.all(
    ["import os\nif os.fork() == 0: pass", "1", "2"].map((source) => dispatcher.run(source)),
  );
  assert.deepEqual(
    results.map(({ value }) => value),
    [null, 1, 2],
  );
});

test("python has a forked child end as it would in any Python", async () => {
  await using dispatcher = new CommandDispatcher({ language: python });
  await dispatcher.startChild();
  const ends = async (child: string) => {
    const source = `import os, sys\nchild = os.fork()\nif child == 0: ${child}\nos.waitpid(child, 0)[1] >> 8`;
    const { value, stderr } = await dispatcher.run(source);
    return [value, Buffer.from(stderr.bytes).toString().split("\n").at(-2)];
  };
  assert.deepEqual(await ends("sys.exit()"), [0, undefined]);
  assert.deepEqual(await ends("sys.exit(3)"), [3, undefined]);
  assert.deepEqual(await ends("sys.exit('no more')"), [1, "no more"]);
  assert.deepEqual(await ends("raise ValueError('broken')"), [1, "ValueError: broken"]);
});

test("python tells what C code wrote with the command that wrote it", async () => {
  await using dispatcher = new CommandDispatcher({ language: python, env: bufferedEnvironment() });
  await dispatcher.startChild();
  await dispatcher.run("import ctypes; c = ctypes.CDLL(None)");
  const { stdout } = await dispatcher.run("c.printf(b'first\\n'); print('second'); c.printf(b'third')");
  assert.equal(Buffer.from(stdout.bytes).toString(), "first\nsecond\nthird");
});
