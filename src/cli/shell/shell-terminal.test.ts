import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Terminal, keys } from "../../../test/terminal.ts";

let folder = "";
let history = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-shell-"));
  history = join(folder, "runyard", "history-python");
});
after(() => rm(folder, { recursive: true, force: true }));

async function openShell(...args: readonly string[]): Promise<Terminal> {
  const terminal = new Terminal(["shell", ...args], { XDG_STATE_HOME: folder, NO_COLOR: "1" });
  await terminal.until(/> /);
  return terminal;
}

/** The interpreter's process id, as it says itself. */
async function pidOf(terminal: Terminal): Promise<number> {
  terminal.type("import os; os.getpid()\r");
  return Number(/(\d+)\r\n/.exec(await terminal.until(/\n\d+\r\n/))?.[1]);
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let count = 0; count < 3000 && isAlive(pid); count++) await sleep(20);
  assert.equal(isAlive(pid), false);
}

test("runyard shell prints values, keeps what is defined, and Ctrl-D leaves with 0", async () => {
  await using terminal = await openShell("python");
  assert.match(terminal.said, /^python 3\.\S+: Ctrl-C interrupts a command, Ctrl-D leaves\r\n/);
  terminal.type("x = 'a' * 3\r");
  await terminal.until(/python> /);
  terminal.type("x\r");
  await terminal.until(/\n'aaa'\r\n/);
  terminal.type("print('no end', end='')\r");
  await terminal.until(/\nno end\r\n.*python> /s);
  terminal.type(keys.end);
  assert.equal(await terminal.ended(), 0);
});

test("runyard shell takes a block line by line, and a paste of many lines", async () => {
  await using terminal = await openShell("python");
  terminal.type("def f(x):\r");
  await terminal.until(/ {4}\.\.\. /);
  terminal.type("  return x * 2\r");
  await terminal.until(/ {4}\.\.\. /);
  terminal.type("\r");
  await terminal.until(/python> /);
  terminal.type("def g(x):\n  y = f(x)\n\n  return y + 1\n\ng(20)\nz = [\n1,\n2]\nz[1] + 5\n");
  await terminal.until(/\n41\r\n.*\n7\r\n/s);
});

test("runyard shell drops an unfinished command at Ctrl-C, and says at an empty prompt what leaves", async () => {
  await using terminal = await openShell("python");
  terminal.type("x = (1,\r");
  await terminal.until(/\.\.\. /);
  terminal.type(`2${keys.interrupt}`);
  await terminal.until(/\n.*python> /s);
  terminal.type("3 * 3\r");
  await terminal.until(/\n9\r\n/);
  terminal.type(keys.interrupt);
  await terminal.until(/Ctrl-D leaves\r\n/);
});

test("runyard shell interrupts the command at Ctrl-C, and the interpreter lives on", async () => {
  await using terminal = await openShell("python");
  const pid = await pidOf(terminal);
  terminal.type("print('it runs')\rimport time; print('now'); time.sleep(60)\r");
  await terminal.until(/\nnow\r\n/);
  terminal.type(keys.interrupt);
  await terminal.until(/KeyboardInterrupt\r\n/);
  assert.equal(await pidOf(terminal), pid);
});

test("runyard shell ends an interpreter that takes no notice at the second Ctrl-C, and starts another", async () => {
  await using terminal = await openShell("python");
  const pid = await pidOf(terminal);
  const deaf =
    "while True:\n  try: print('in'); time.sleep(60)\r  except KeyboardInterrupt: print('deaf')\r\r";
  terminal.type(`import time\r${deaf}`);
  await terminal.until(/\nin\r\n/);
  terminal.type(keys.interrupt);
  await terminal.until(/^deaf\r\n/);
  // Where the machine is slow, two seconds may have passed since the first.
  for (const ending = /Ending the interpreter/; !ending.test(terminal.said); await sleep(500))
    terminal.type(keys.interrupt);
  await terminal.until(/Ending the interpreter where it takes no notice\r\n/);
  await terminal.until(/SIGTERM.*a new one is started, and what was defined is gone\r\n/s);
  assert.notEqual(await pidOf(terminal), pid);
});

test("runyard shell ends an interpreter that does not end after Ctrl-D at Ctrl-C", async () => {
  await using terminal = await openShell("python");
  const pid = await pidOf(terminal);
  terminal.type("import threading, time; threading.Thread(target=time.sleep, args=(600,)).start()\r");
  await terminal.until(/start\(\)\s+.*python> /s);
  terminal.type(keys.end);
  await terminal.until(/\n/);
  terminal.type(keys.interrupt);
  assert.equal(await terminal.ended(), 130);
  assert.equal(isAlive(pid), false);
});

test("runyard shell says that the interpreter has ended, in a command or at the prompt, and starts another", async () => {
  await using terminal = await openShell("python");
  terminal.type("import os; os._exit(0)\r");
  await terminal.until(/ended in the middle of the command: exit status 0\r\n.*a new one is started/s);
  const pid = await pidOf(terminal);
  await terminal.until(/python> /);
  terminal.type("40 +");
  await terminal.until(/40 \+/);
  process.kill(pid, "SIGKILL");
  await terminal.until(/has ended \(SIGKILL\): a new one is started, .*40 \+/s);
  terminal.type(" 2\r");
  await terminal.until(/\n42\r\n/);
});

test("runyard shell keeps a history for its user alone, of at most 1000 lines", async () => {
  mkdirSync(join(folder, "runyard"), { recursive: true });
  writeFileSync(history, Array.from({ length: 1500 }, (_, at) => `${at}\n`).join(""), { mode: 0o600 });
  {
    await using terminal = await openShell("python");
    terminal.type("11 * 11\r");
    await terminal.until(/\n121\r\n/);
    terminal.type(keys.end);
    await terminal.ended();
  }
  const lines = readFileSync(history, "utf8").trimEnd().split("\n");
  assert.deepEqual([lines.length, lines[0], lines.at(-1)], [1000, "501", "11 * 11"]);
  assert.equal(statSync(history).mode & 0o777, 0o600);

  await using terminal = await openShell("python");
  terminal.type(`${keys.up}${keys.enter}`);
  await terminal.until(/\n121\r\n/);
});

test("runyard shell does without a history where the folder can't be written", async () => {
  await using terminal = new Terminal(["shell", "python"], {
    XDG_STATE_HOME: "/proc/nowhere",
    NO_COLOR: "1",
  });
  await terminal.until(/> /);
  terminal.type(`6 * 7\r${keys.end}`);
  assert.equal(await terminal.ended(), 0);
  assert.match(terminal.said, /\n42\r\n/);
  assert.doesNotMatch(terminal.said, /ENO|EACCES|Error/);
});

test("runyard shell leaves no interpreter behind when its terminal closes, even in the middle of a command", async () => {
  await using terminal = await openShell("python");
  const pid = await pidOf(terminal);
  terminal.type("import time; print('now'); time.sleep(60)\r");
  await terminal.until(/\nnow\r\n/);
  terminal.process.kill("SIGKILL");
  await untilGone(pid);
});

test("runyard shell takes bash, perl and their unfinished commands", async () => {
  await using bash = await openShell("bash");
  bash.type("for x in 1 2; do\r");
  await bash.until(/ {2}\.\.\. /);
  bash.type("echo $((x * 11)); done\r");
  await bash.until(/\n11\r\n22\r\n/);

  await using perl = await openShell("perl");
  perl.type("sub twice {\r");
  await perl.until(/\.\.\. /);
  perl.type("$_[0] * 2 }\rtwice(21)\r");
  await perl.until(/\n42\r\n/);
});
