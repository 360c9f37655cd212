import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Gate } from "../../../test/gate.ts";
import { until } from "../../../test/run-job.ts";
import { type TestSshd, startSshd } from "../../../test/sshd.ts";
import { Task } from "../mod.ts";

let sshd: TestSshd;
before(async () => {
  sshd = await startSshd();
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
});
after(() => sshd[Symbol.asyncDispose]());

test("connections are kept in sockets of this user alone, and end a while after the last command", async () => {
  await using task = sshTask(1);
  using gate = new Gate();
  // In use, they can't end before they are looked at.
  let begun = 0;
  const handler = { evRead: () => void begun++ };
  const run = task.run(`echo in; ${gate.wait}`, { nodes: "127.0.0.[1-5]", handler });
  await until("all are connected", () => begun === 5);
  assert.equal(statSync(folder()).mode & 0o777, 0o700);
  // Beside each stands who opened it.
  const sockets = names().filter((name) => !name.endsWith(".opening"));
  assert.equal(sockets.length, 5);
  for (const name of sockets) assert.equal(statSync(join(folder(), name)).mode & 0o177, 0);
  gate.open();
  await run;
  await until("they have ended", () => names().length === 0 && masters().length === 0);
});

test("sshPersist 0 leaves no connection", async () => {
  await using task = sshTask(0);
  await task.run("true", { nodes: "127.0.0.[6-8]" });
  assert.deepEqual([names(), masters()], [[], []]);
});

test("two runs at once, and many commands on one node, say nothing of each other", async () => {
  await using one = sshTask(5);
  await using other = sshTask(5);
  for (const task of [one, other])
    for (let index = 0; index < 15; index++) task.shell("echo fine", { nodes: "127.0.0.[10-11]" });
  await Promise.all([one.resume(), other.resume()]);
  for (const task of [one, other]) {
    assert.equal(task.maxRetcode(), 0);
    assert.deepEqual(
      [...task.buffers()].map(([output]) => Buffer.from(output.bytes()).toString()),
      ["fine\n"],
    );
  }
  assert.deepEqual(
    names().filter((name) => name.endsWith(".opening")),
    [],
  );
});

test("a master that was killed, and left its socket, is replaced", async () => {
  await using task = sshTask(30);
  await task.run("true", { nodes: "127.0.0.20" });
  await until("the masters are gone", () => {
    for (const pid of masters()) kill(pid);
    return masters().length === 0;
  });
  assert.notEqual(names().length, 0);
  for (let run = 0; run < 2; run++) {
    const logins = sshd.logins();
    await task.run("echo again", { nodes: "127.0.0.20" });
    assert.equal(Buffer.from(task.nodeBuffer("127.0.0.20")).toString(), "again\n");
    assert.equal(sshd.logins() - logins, 1 - run);
  }
});

test("a folder that is not ours is not used: connections are in another, or each command has its own", () => {
  // The name of a socket may be 107 bytes long.
  const home = mkdtempSync("/tmp/ry-");
  const taken = join(home, "runyard-ssh");
  try {
    // Only root can give it to somebody else.
    if (process.getuid?.() === 0) {
      mkdirSync(taken);
      chownSync(taken, 65534, 65534);
    } else writeFileSync(taken, "");
    const logins = sshd.logins();
    const kept = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program(sshd.config)], {
      env: { ...process.env, XDG_RUNTIME_DIR: home, TMPDIR: home },
      encoding: "utf8",
    });
    assert.equal(kept.stdout, "0 fine\n0 fine\n", kept.stderr);
    assert.match(
      kept.stderr,
      /^Cannot keep ssh connections in "[^"]*\/runyard-ssh": it .*; they are in "[^"]+"\n$/,
    );
    assert.equal(sshd.logins(), logins + 1);
  } finally {
    rmSync(home, { recursive: true });
  }
});

/** Runs a command twice. */
function program(config: string): string {
  return `
    import { Task } from ${JSON.stringify(join(import.meta.dirname, "../mod.ts"))};
    await using task = new Task();
    task.setInfo("sshOptions", ["-F", ${JSON.stringify(config)}]);
    task.setInfo("sshPersist", 60);
    task.setInfo("printWarning", (line) => console.error(line));
    for (const _ of [1, 2]) {
      await task.run("echo fine", { nodes: "127.0.0.30" });
      process.stdout.write(task.maxRetcode() + " " + Buffer.from(task.nodeBuffer("127.0.0.30")));
    }
  `;
}

function sshTask(persistSeconds: number): Task {
  const task = new Task();
  task.setInfo("sshOptions", ["-F", sshd.config]);
  task.setInfo("sshPersist", persistSeconds);
  // On a slow machine many logins at once take their time.
  task.setInfo("connectTimeout", 60);
  return task;
}

/** Kills a process, which may have ended by now. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
  }
}

function folder(): string {
  return join(sshd.folder, "runyard-ssh");
}

function names(): readonly string[] {
  try {
    return readdirSync(folder());
  } catch {
    return [];
  }
}

/** The processes that keep our connections. */
function masters(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).startsWith(`ssh: ${folder()}`))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}
