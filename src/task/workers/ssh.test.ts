import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type TestSshd, startSshd } from "../../../test/sshd.ts";
import { NodeSet } from "../../nodeset/mod.ts";
import { Task } from "../mod.ts";

let sshd: TestSshd;
before(async () => {
  sshd = await startSshd();
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
});
after(() => sshd[Symbol.asyncDispose]());

test("200 nodes run a command, and a second one makes no new connection", async () => {
  await using task = sshTask();
  await task.run("echo hi; exit 3", { nodes: "127.0.0.[1-200]" });
  const nodes = [...NodeSet.parse("127.0.0.[1-200]")];
  assert.deepEqual(task.retcodes().map(sorted), [[3, nodes.toSorted()]]);
  assert.deepEqual(outputs(task), [["hi\n", 200]]);
  const logins = sshd.logins();
  await task.run("exit 4", { nodes: "127.0.0.[1-200]" });
  assert.deepEqual(task.retcodes().map(sorted), [[4, nodes.toSorted()]]);
  assert.equal(sshd.logins(), logins);
});

test("a command has its input, its two streams, and the login shell's quoting", async () => {
  await using task = sshTask();
  const worker = task.shell(`cat; echo 'a  b' "$USER"; echo e >&2; printf '%s\\n' 100%`, {
    nodes: "127.0.0.[1-3]",
    stderr: true,
  });
  worker.write("input\n");
  worker.setWriteEof();
  await task.resume();
  assert.deepEqual(outputs(task), [[`input\na  b ${sshd.user}\n100%\n`, 3]]);
  assert.deepEqual(
    [...task.errors()].map(([each, keys]) => [Buffer.from(each.bytes()).toString(), keys.length]),
    [["e\n", 3]],
  );
});

test("profiles say for some nodes who logs in, where and with which key", async () => {
  await using task = sshTask();
  const config = join(sshd.folder, "bare_config");
  writeFileSync(
    config,
    `UserKnownHostsFile ${sshd.folder}/known_hosts\nPort 1\nUser nobody\nIdentitiesOnly yes\n`,
  );
  task.setInfo("sshOptions", ["-F", config]);
  task.setInfo("sshUser", sshd.user);
  task.setInfo("profiles", [
    { nodes: NodeSet.parse("127.0.0.[1-2]"), port: sshd.port, key: join(sshd.folder, "key") },
    { nodes: NodeSet.parse("127.0.0.[2-3]"), port: sshd.port, user: "nobody", key: join(sshd.folder, "key") },
  ]);
  await task.run("echo $USER", { nodes: "127.0.0.[1-4]" });
  assert.deepEqual(
    ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"].map((node) => task.nodeRetcode(node)),
    [0, 255, 255, 255],
  );
  // Of the two that have it, the first that says something counts.
  assert.match(output(task, "127.0.0.2"), /^nobody@.*Permission denied/);
  assert.match(output(task, "127.0.0.3"), /^nobody@.*Permission denied/);
  assert.match(output(task, "127.0.0.4"), /Connection refused/);
});

test("each way to fail is told for its node alone, and holds no other up", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  silent.unref();
  const { port } = silent.address() as AddressInfo;
  // The first that is said of a host counts.
  const config = join(sshd.folder, "failing_config");
  writeFileSync(
    config,
    [
      `Host silent\n  HostName 127.0.0.1\n  Port ${port}`,
      `Host refused\n  HostName 127.0.0.1\n  Port 1`,
      `Host 127.0.0.9\n  IdentityFile ${sshd.folder}/host`,
      `Host *\n${readFileSync(sshd.config, "utf8").replace(/^IdentityFile.*$/m, `Match !host 127.0.0.9\n$&\nMatch all`)}`,
    ].join("\n"),
  );
  // A key of another machine under this one's name.
  appendFileSync(
    join(sshd.folder, "known_hosts"),
    `[127.0.0.201]:${sshd.port} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS\n`,
  );
  await using task = sshTask();
  task.setInfo("connectTimeout", 5);
  task.setInfo("sshOptions", ["-F", config]);
  const ended: string[] = [];
  const long = "n".repeat(10_000);
  const nodes = ["silent", "refused", "no.such.host.invalid", "127.0.0.201", long, "127.0.0.9", "127.0.0.1"];
  await task.run("echo fine", {
    nodes,
    handler: { evHup: (_worker, key) => void ended.push(key) },
  });
  assert.ok(ended.indexOf("127.0.0.1") < ended.indexOf("silent"), ended.join(" ").slice(-200));
  assert.deepEqual(
    nodes.map((node) => task.nodeRetcode(node)),
    [255, 255, 255, 255, 255, 255, 0],
  );
  assert.match(output(task, "silent"), /timed out/);
  assert.match(output(task, "refused"), /Connection refused/);
  assert.match(output(task, "no.such.host.invalid"), /Could not resolve hostname|Name or service not known/);
  assert.match(
    output(task, "127.0.0.201"),
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/,
  );
  assert.equal(output(task, "127.0.0.1"), "fine\n");
  assert.match(output(task, "127.0.0.9"), /Permission denied \(publickey/);
  silent.close();
});

test("a timeout gives up one node's command, and not the connection", async () => {
  await using task = sshTask();
  await task.run('echo before; [ "$(cat)" = go ] || sleep 60', {
    nodes: "127.0.0.[1-2]",
    // Long enough for them to have said something.
    timeout: 4,
    stdin: false,
  });
  assert.deepEqual(task.keysTimeout(), ["127.0.0.1", "127.0.0.2"]);
  assert.equal(output(task, "127.0.0.1"), "before\n");
  await task.run("echo after", { nodes: "127.0.0.[1-2]" });
  assert.deepEqual(outputs(task), [["after\n", 2]]);
});

function sshTask(): Task {
  const task = new Task();
  task.setInfo("sshOptions", ["-F", sshd.config]);
  // On a slow machine many logins at once take their time.
  task.setInfo("connectTimeout", 60);
  return task;
}

function output(task: Task, node: string): string {
  return Buffer.from(task.nodeBuffer(node)).toString();
}

function outputs(task: Task): unknown {
  return [...task.buffers()].map(([each, keys]) => [Buffer.from(each.bytes()).toString(), keys.length]);
}

function sorted([code, keys]: readonly [code: number, keys: readonly string[]]): unknown {
  return [code, keys.toSorted()];
}
