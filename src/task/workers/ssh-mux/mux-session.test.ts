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
import { type TestSshd, startSshd } from "../../../../test/sshd.ts";

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
  const worker = task.shell("echo out; sleep 0.2; echo err >&2; exit 3", { nodes: NODE, stderr: true });
  const run = task.resume();
  for await (const event of worker) kinds.push(event.kind === "read" ? event.stream : event.kind);
  await run;
  assert.deepEqual(kinds, ["start", "pickup", "stdout", "stderr", "hup", "close"]);
  assert.deepEqual([output(task), text(worker.nodeError(NODE))], ["out\n", "err\n"]);
  await task.run("echo 1; sleep 0.1; echo 2 >&2; sleep 0.1; echo 3", { nodes: NODE });
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
  await task.run("echo $$; exec sleep 60", { nodes: NODE, timeout: 0.5 });
  assert.deepEqual(task.keysTimeout(), [NODE]);
  await gone(Number(output(task)));
  const started = performance.now();
  const stubborn = `trap '' INT TERM; echo $$; head -c 1 >/dev/null; touch ${sshd.home}/closed`;
  await task.run(stubborn, { nodes: NODE, timeout: 0.5, stdin: true });
  assert.ok(performance.now() - started < 4000);
  // Its input ends with its session.
  await gone(Number(output(task)));
  assert.ok(existsSync(`${sshd.home}/closed`));
  for (const how of ["interrupt", "kill"] as const) {
    const run = task.run("exec sleep 60", {
      nodes: NODE,
      handler: { evPickup: () => setTimeout(() => task[how]()) },
    });
    const begun = performance.now();
    await run.catch(() => undefined);
    assert.ok(performance.now() - begun < 4000, how);
    if (how === "interrupt") assert.equal(task.nodeRetcode(NODE), 130);
  }
  await task.run("echo on", { nodes: NODE });
  assert.deepEqual([output(task), sshd.logins()], ["on\n", logins]);
});

test("a command outlives sshPersist, and its connection ends after it", async () => {
  await using task = sshTask(sshd);
  task.setInfo("sshPersist", 1);
  task.setInfo("sshUser", sshd.user);
  await task.run("true", { nodes: NODE });
  const before = masters(sshd).length;
  await task.run("sleep 3; echo still here", { nodes: NODE });
  assert.equal(output(task), "still here\n");
  const deadline = performance.now() + 10_000;
  while (masters(sshd).length >= before && performance.now() < deadline) await sleep(50);
  assert.ok(masters(sshd).length < before);
});

test("a master that is stopped keeps no command waiting, and serves again when it goes on", async () => {
  await using task = await warmTask(sshd);
  task.setInfo("connectTimeout", 1);
  task.setInfo("commandTimeout", 15);
  const others = masters(sshd);
  // The limit is part of how the node is reached: this way has a master of its own.
  await task.run("true", { nodes: NODE });
  const all = masters(sshd).filter((pid) => !others.includes(pid));
  assert.equal(all.length, 1);
  for (const pid of all) process.kill(pid, "SIGSTOP");
  try {
    for (let run = 0; run < 2; run++) {
      const started = performance.now();
      for (let count = 0; count < 3; count++) task.shell("cat; echo fine", { nodes: NODE, stdin: false });
      await task.resume();
      assert.equal(task.maxRetcode(), 0, output(task));
      assert.equal(output(task), "fine\n".repeat(3));
      assert.ok(performance.now() - started < 8000);
    }
    task.copy(import.meta.filename, `${sshd.home}/beside-a-stopped-master`, { nodes: NODE });
    await task.resume();
    assert.equal(task.maxRetcode(), 0, output(task));
  } finally {
    for (const pid of all) process.kill(pid, "SIGCONT");
  }
  const deadline = performance.now() + 10_000;
  const isServed = async (): Promise<boolean> => {
    const logins = sshd.logins();
    await task.run("echo on", { nodes: NODE });
    assert.equal(output(task), "on\n");
    return sshd.logins() === logins;
  };
  while (!(await isServed()) && performance.now() < deadline) await sleep(50);
  assert.ok(await isServed());
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
  for (let run = 0; run < 5; run++) await task.run("true", { nodes: NODE });
  await task.run("sleep 60", { nodes: NODE, timeout: 0.2 });
  const deadline = performance.now() + 3000;
  while (count() > before && performance.now() < deadline) await sleep(20);
  assert.equal(count(), before);
});
