import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  NODE,
  countSsh,
  gone,
  masters,
  output,
  sshTask,
  text,
  warmTask,
} from "../../../../test/ssh-connections.ts";
import { Gate } from "../../../../test/gate.ts";
import { until } from "../../../../test/run-job.ts";
import { type TestSshd, startSshd } from "../../../../test/sshd.ts";
import type { EventHandler } from "../../mod.ts";

let sshd: TestSshd;
before(async () => {
  sshd = await startSshd(["AcceptEnv SENT_*", "ClientAliveInterval 1", "MaxSessions 10"]);
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
});
after(() => sshd[Symbol.asyncDispose]());

test("a second command on 200 nodes starts no ssh and makes no connection; the first has one of each", async () => {
  await using task = sshTask(sshd);
  await task.run(countSsh(sshd), { nodes: "127.0.0.1" });
  assert.equal(output(task), "1\n");
  await task.run("true", { nodes: "127.0.0.[1-200]" });
  const logins = sshd.logins();
  await task.run(countSsh(sshd), { nodes: "127.0.0.[1-200]" });
  assert.deepEqual(
    [...task.retcodes()].map(([code, keys]) => [code, keys.length]),
    [[0, 200]],
  );
  assert.deepEqual(
    [...task.buffers()].map(([each, keys]) => [text(each.bytes()), keys.length]),
    [["0\n", 200]],
  );
  assert.equal(sshd.logins(), logins);
});

test("a command's events, codes and streams are the same as over ssh", async () => {
  await using task = await warmTask(sshd);
  for (const [command, code] of [
    ["exit 0", 0],
    ["exit 7", 7],
    ["kill -9 $$", 137],
    ["kill -TERM $$", 143],
    ["no-such-program-here 2>/dev/null", 127],
  ] as const) {
    await task.run(command, { nodes: NODE });
    assert.equal(task.nodeRetcode(NODE), code, command);
  }
  const kinds: string[] = [];
  using gate = new Gate();
  const command = `echo out; ${gate.wait}; echo err >&2; exit 3`;
  const worker = task.shell(command, { nodes: NODE, stderr: true });
  const run = task.resume();
  for await (const event of worker) {
    kinds.push(event.kind === "read" ? event.stream : event.kind);
    if (event.kind === "read") gate.open();
  }
  await run;
  assert.deepEqual(kinds, ["start", "pickup", "stdout", "stderr", "hup", "close"]);
  assert.deepEqual([output(task), text(worker.nodeError(NODE))], ["out\n", "err\n"]);
  using second = new Gate();
  using third = new Gate();
  const evRead = (): void => (second.isOpen ? third : second).open();
  await task.run(`echo 1; ${second.wait}; echo 2 >&2; ${third.wait}; echo 3`, {
    nodes: NODE,
    handler: { evRead },
  });
  assert.equal(output(task), "1\n2\n3\n");
});

test("200 MB come byte for byte, from both streams at once", async () => {
  await using task = await warmTask(sshd);
  const command = `yes 0123456789abcde | head -c 100000000 & yes fedcba987654321 | head -c 100000000 >&2; wait`;
  const hashes = { stdout: createHash("sha256"), stderr: createHash("sha256") };
  const sizes = { stdout: 0, stderr: 0 };
  task.setDefault("stdoutMsgtree", false);
  task.setDefault("stderrMsgtree", false);
  await task.run(command, {
    nodes: NODE,
    stderr: true,
    handler: {
      evOutput(_worker, _key, stream, bytes) {
        hashes[stream].update(bytes);
        sizes[stream] += bytes.length;
      },
    },
  });
  const expected = (line: string): string =>
    createHash("sha256").update(line.repeat(6_250_000)).digest("hex");
  assert.deepEqual(sizes, { stdout: 100_000_000, stderr: 100_000_000 });
  assert.equal(hashes.stdout.digest("hex"), expected("0123456789abcde\n"));
  assert.equal(hashes.stderr.digest("hex"), expected("fedcba987654321\n"));
});

test("input goes as far as it is read, byte for byte", async () => {
  await using task = await warmTask(sshd);
  const input = Buffer.alloc(30_000_000, "some bytes and \0 others\n");
  const worker = task.shell("sleep 0.3; sha256sum", { nodes: NODE });
  worker.write(input);
  worker.setWriteEof();
  let written = 0;
  const run = task.resume();
  for await (const event of worker) if (event.kind === "written") written += event.bytes;
  await run;
  assert.equal(output(task).slice(0, 64), createHash("sha256").update(input).digest("hex"));
  assert.equal(written, input.length);
});

test("input that nobody reads keeps no command from ending", async () => {
  await using task = await warmTask(sshd);
  for (const command of ["sleep 0.5; echo over", "exec 0<&-; sleep 0.5; echo over"]) {
    const worker = task.shell(command, { nodes: NODE });
    worker.write(Buffer.alloc(20_000_000));
    await task.resume();
    assert.equal(output(task), "over\n");
  }
  await task.run("cat; echo read", { nodes: NODE, stdin: false });
  assert.equal(output(task), "read\n");
});

test("a command that is given up is sent a signal, and leaves its connection", async () => {
  await using task = await warmTask(sshd);
  const logins = sshd.logins();
  // It is given up when it has said which process it is.
  const handler: EventHandler = { evRead: (worker) => worker.abort() };
  await task.run("echo $$; exec sleep 600", { nodes: NODE, handler });
  await gone(Number(output(task)));
  const stubborn = `trap '' INT TERM; echo $$; head -c 1 >/dev/null; touch ${sshd.home}/closed`;
  await task.run(stubborn, { nodes: NODE, stdin: true, handler });
  // Its input ends with its session.
  await gone(Number(output(task)));
  assert.ok(existsSync(`${sshd.home}/closed`));
  for (const how of ["interrupt", "kill"] as const) {
    const asked = `${sshd.home}/asked`;
    const command = `trap ': > ${asked}; kill $!; exit 130' INT; sleep 600 & echo on; wait`;
    await task.run(command, { nodes: NODE, handler: { evRead: () => setTimeout(() => task[how]()) } });
    if (how === "interrupt") await until("it was asked", () => existsSync(asked));
    // One that takes more than a second to do as it is asked is killed.
    const codes = how === "interrupt" ? [130, 137] : [137];
    assert.ok(codes.includes(task.nodeRetcode(NODE)), String(task.nodeRetcode(NODE)));
  }
  await task.run("echo on", { nodes: NODE });
  assert.deepEqual([output(task), sshd.logins()], ["on\n", logins]);
});

test("a command outlives sshPersist, and its connection ends after it", async () => {
  await using task = sshTask(sshd);
  task.setInfo("sshPersist", 1);
  task.setInfo("sshUser", sshd.user);
  const others = masters(sshd);
  const own = (): readonly number[] => masters(sshd).filter((pid) => !others.includes(pid));
  await task.run("true", { nodes: NODE });
  const begun = Promise.withResolvers<void>();
  const handler: EventHandler = { evRead: () => begun.resolve() };
  const run = task.run("echo begun; sleep 3; echo still here", { nodes: NODE, handler });
  await begun.promise;
  assert.equal(own().length, 1);
  await run;
  assert.equal(output(task), "begun\nstill here\n");
  await until("its connection has ended", () => own().length === 0);
});

test("a master that is stopped keeps no command waiting, and serves again when it goes on", async () => {
  // Its server doesn't ask whether the master is there, and end the connection.
  await using quiet = await startSshd();
  await using task = sshTask(quiet);
  task.setInfo("connectTimeout", 3);
  task.setInfo("commandTimeout", 50);
  const others = masters(sshd);
  await task.run("true", { nodes: NODE });
  const all = masters(sshd).filter((pid) => !others.includes(pid));
  assert.equal(all.length, 1);
  for (const pid of all) process.kill(pid, "SIGSTOP");
  try {
    for (let run = 0; run < 2; run++) {
      for (let count = 0; count < 3; count++) task.shell("cat; echo fine", { nodes: NODE, stdin: false });
      await task.resume();
      assert.equal(task.maxRetcode(), 0, output(task));
      assert.equal(output(task), "fine\n".repeat(3));
    }
    task.copy(import.meta.filename, `${quiet.home}/beside-a-stopped-master`, { nodes: NODE });
    await task.resume();
    assert.equal(task.maxRetcode(), 0, output(task));
  } finally {
    for (const pid of all) process.kill(pid, "SIGCONT");
  }
  await until("it serves again", async () => {
    const logins = quiet.logins();
    await task.run("echo on", { nodes: NODE });
    assert.equal(output(task), "on\n");
    return quiet.logins() === logins;
  });
});

test("holdOutput() has a command wait with what it writes", async () => {
  await using task = await warmTask(sshd);
  task.setDefault("stdoutMsgtree", false);
  const heard = { bytes: 0 };
  const run = task.run("yes", {
    nodes: NODE,
    handler: { evOutput: (_worker, _key, _stream, bytes) => void (heard.bytes += bytes.length) },
  });
  while (heard.bytes === 0) await sleep(10);
  task.holdOutput(true);
  await sleep(200);
  const before = heard.bytes;
  await sleep(300);
  assert.equal(heard.bytes, before);
  task.holdOutput(false);
  while (heard.bytes === before) await sleep(10);
  task.holdOutput(true);
  task.abort();
  await run;
});

test("nothing is left open", async () => {
  await using task = await warmTask(sshd);
  const count = (): number => readdirSync("/proc/self/fd").length;
  const before = count();
  // So many that what others still had open before hides no leak.
  for (let run = 0; run < 20; run++) await task.run("true", { nodes: NODE });
  await task.run("sleep 60", { nodes: NODE, timeout: 0.2 });
  await until("no more is open than before", () => count() <= before);
});
