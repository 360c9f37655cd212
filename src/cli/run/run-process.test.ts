import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Gate } from "../../../test/gate.ts";
import { Terminal, keys } from "../../../test/terminal.ts";

const program = fileURLToPath(new URL("../../../bin/runyard.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "runyard-run-process-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const environment: Readonly<Record<string, string>> = {
  XDG_STATE_HOME: join(folder, "state"),
  CLUSTERSHELL_CFGDIR: folder,
};

function start(argv: readonly string[], mark: string): ChildProcess {
  return spawn(process.execPath, [program, "run", "-R", "exec", ...argv], {
    env: { ...process.env, ...environment, RUNYARD_TEST_MARK: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

interface Heard {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<unknown>;
}

function hear(child: ChildProcess): Heard {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (piece: Buffer) => (text.stdout += piece.toString()));
  child.stderr?.on("data", (piece: Buffer) => (text.stderr += piece.toString()));
  return { stdout: () => text.stdout, stderr: () => text.stderr, ended: once(child, "close") };
}

async function until(condition: () => boolean): Promise<void> {
  for (const begin = performance.now(); !condition(); await sleep(20))
    if (performance.now() - begin > 60_000) throw new Error("It has not happened in time");
}

/** Processes that have a mark in their environment. */
function marked(mark: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`MARK=${mark}\0`);
    } catch {
      return false;
    }
  });
}

test("runyard run on Ctrl-C once leaves no process and tells what it has", async () => {
  const mark = `once-${process.pid}`;
  using gate = new Gate();
  const child = start(["-w", "n[1-4]", "-f", "2", "-b", `echo part; ${gate.arrive}; sleep 60`], mark);
  const heard = hear(child);
  await until(() => gate.arrived === 2);
  child.kill("SIGINT");
  await heard.ended;
  assert.equal(child.exitCode, 130);
  assert.match(heard.stdout(), /n\[1-2\] \(2\): interrupted, partial output\n-+\npart\n/);
  assert.match(heard.stderr(), /n\[3-4\] \(2\): not started/);
  await until(() => marked(mark).length === 0);
});

test("runyard run on Ctrl-C twice kills what does not end when it is asked", async () => {
  const mark = `twice-${process.pid}`;
  const child = start(["-w", "n[1-2]", 'trap "" INT TERM; echo part; sleep 60; sleep 60'], mark);
  const heard = hear(child);
  await until(() => heard.stdout().split("part").length === 3);
  child.kill("SIGINT");
  await until(() => heard.stderr().includes("Ctrl-C again kills"));
  await sleep(700);
  assert.equal(child.exitCode, null);
  child.kill("SIGINT");
  await heard.ended;
  assert.equal(child.exitCode, 130);
  assert.match(heard.stderr(), /n\[1-2\] \(2\): interrupted before the end/);
  await until(() => marked(mark).length === 0);
});

test("runyard run that is killed leaves no list of failed nodes, also not that of the run before", async () => {
  const before = start(["-w", "old[1-2]", "false"], `before-${process.pid}`);
  await hear(before).ended;
  using gate = new Gate();
  const child = start(["-w", "n[1-2]", `${gate.arrive}; sleep 60`], `killed-${process.pid}`);
  const { ended } = hear(child);
  await until(() => gate.arrived === 2);
  child.kill("SIGKILL");
  await ended;
  await until(() => marked(`killed-${process.pid}`).length === 0);
  const next = start(["--failed-from", "last", "echo"], `next-${process.pid}`);
  const heard = hear(next);
  await heard.ended;
  assert.equal(heard.stdout(), "");
  assert.match(heard.stderr(), /it runs still, or was killed before its end, on n\[1-2\]\n/);
  assert.equal(next.exitCode, 4);
});

test("runyard run without a terminal goes on when one hangs up, as with nohup", async () => {
  using gate = new Gate();
  const child = start(["-w", "n1", `${gate.arrive}; ${gate.wait}; echo done`], `hangup-${process.pid}`);
  const heard = hear(child);
  await until(() => gate.arrived === 1);
  child.kill("SIGHUP");
  await sleep(50);
  gate.open();
  await heard.ended;
  assert.equal(heard.stdout(), "n1: done\n");
  assert.equal(child.exitCode, 0);
});

test("runyard run goes on where nobody reads its output: commands run out of time, and Ctrl-C ends it", async () => {
  const late = start(["-n", "-w", "n[1-2]", "-u", "1.5", "yes"], `late-${process.pid}`);
  let said = "";
  late.stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
  await until(() => said.includes("n[1-2] (2): command timeout"));
  await until(() => marked(`late-${process.pid}`).length === 1);
  late.stdout?.resume();
  await once(late, "close");
  assert.equal(late.exitCode, 124);
  const mark = `unread-${process.pid}`;
  const child = start(["-n", "-w", "n[1-2]", "yes"], mark);
  child.stderr?.resume();
  await until(() => marked(mark).length >= 4);
  await sleep(1000);
  const [, rss = ""] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "latin1")) ?? [];
  assert.ok(Number(rss) < 300_000, `${rss} KiB`);
  child.kill("SIGINT");
  await once(child, "exit");
  assert.equal(child.exitCode, 130);
  await until(() => marked(mark).length === 0);
});

test("runyard run runs fewer commands at once where it may open few files, and says so", async () => {
  const words = [
    process.execPath,
    program,
    "run",
    "-n",
    "-R",
    "exec",
    "-w",
    "n[1-80]",
    "-f",
    "80",
    "-b",
    "sleep 0.2",
  ];
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const child = spawn("/bin/sh", ["-c", `ulimit -n 80; exec ${quoted}`], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = hear(child);
  await heard.ended;
  assert.equal(heard.stderr().match(/only 12 commands run at once, and not 80/g)?.length, 1, heard.stderr());
  assert.equal(child.exitCode, 0);
});

test("runyard run shows on a terminal how far it is, and takes the view away at the end", async () => {
  using gate = new Gate();
  const command = `echo early; test %n = 2 && { ${gate.wait}; }; true`;
  const argv = ["run", "-n", "-R", "exec", "-w", "n[1-3]", "-b", command];
  await using terminal = new Terminal(argv, environment);
  await terminal.until(/2\/3 done {2}1 running {2}\d:\d\d/);
  await terminal.until(/n3 {2}\d:\d\d {2}early/);
  await terminal.until(/= n\[1-2\] \(2\) {2}early/);
  gate.open();
  await terminal.until(/n\[1-3\] \(3\)\r\n-+\S*\r\nearly/);
  assert.equal(await terminal.ended(), 0);
});

test("runyard run without a command asks for commands, and Ctrl-C ends the run and not the prompt", async () => {
  await using terminal = new Terminal(["run", "-R", "exec", "-w", "n[1-2]"], environment);
  await terminal.until(/nodes: n\[1-2\] \(2\)/);
  const say = async (line: string, answer: RegExp): Promise<void> => {
    await terminal.until(/runyard> /);
    terminal.type(`${line}${keys.enter}`);
    await terminal.until(answer);
  };
  await say("+n[3-4]", /nodes: n\[1-4\] \(4\)/);
  await say("-n2", /nodes: n\[1,3-4\] \(3\)/);
  await say("=", /outputs are gathered/);
  await say("echo ok", /n\[1,3-4\] \(3\)\r\n-+\S*\r\nok/);
  await say("@x[1-2]", /nodes: x\[1-2\] \(2\)/);
  await say("!echo here", /\nhere/);
  await say(`!trap "" INT; echo stub""born; sleep 60; sleep 60`, /\r\nstubborn/);
  terminal.type(keys.interrupt);
  await say("?", /nodes: x\[1-2\]/);
  await say("+[", /Cannot/);
  using gate = new Gate();
  await say(`${gate.arrive}; sleep 60`, /sleep 60/);
  await until(() => gate.arrived === 2);
  terminal.type(keys.interrupt);
  await terminal.until(/interrupted: no node has done it/);
  await say("echo on", /\r\non\r\n/);
  await terminal.until(/runyard> /);
  terminal.type(`quit${keys.enter}`);
  assert.equal(await terminal.ended(), 0);
  assert.match(readFileSync(join(folder, "state", "runyard", "history-run"), "utf8"), /^echo ok$/m);
});

test("runyard run asks for the password of a mode, and does not show it", async () => {
  const mode = "[mode:ask]\npassword_prompt: yes\ncommand_prefix: read -r word; echo ${#word};\n";
  writeFileSync(join(folder, "clush.conf"), `[Main]\nconfdir: none\n${mode}`);
  const argv = ["run", "-R", "exec", "-n", "-m", "ask", "-w", "n[1-2]", "-b", "true"];
  await using terminal = new Terminal(argv, environment);
  await terminal.until(/Password for the nodes: /);
  terminal.type(`hushx\u007f!${keys.enter}`);
  await terminal.until(/n\[1-2\] \(2\)\r\n-+\S*\r\n5\r\n/);
  assert.equal(await terminal.ended(), 0);
  assert.doesNotMatch(terminal.said, /hush/);
});
