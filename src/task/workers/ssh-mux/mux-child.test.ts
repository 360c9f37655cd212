import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  NODE,
  countSsh,
  masters,
  output,
  sockets,
  sshTask,
  text,
  warmTask,
} from "../../../../test/ssh-connections.ts";
import { until } from "../../../../test/run-job.ts";
import { type TestSshd, startSshd } from "../../../../test/sshd.ts";

let sshd: TestSshd;
before(async () => {
  sshd = await startSshd(["AcceptEnv SENT_*", "ClientAliveInterval 1", "MaxSessions 10"]);
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
});
after(() => sshd[Symbol.asyncDispose]());

test("where the connection breaks, that is told as ssh tells it, and the next command makes another", async () => {
  await using task = await warmTask(sshd);
  const begun = Promise.withResolvers<void>();
  const handler = { evRead: () => begun.resolve() };
  const run = task.run("echo begun; sleep 60", { nodes: NODE, stderr: true, handler });
  await begun.promise;
  for (const pid of masters(sshd)) process.kill(pid, "SIGKILL");
  await run;
  assert.equal(task.nodeRetcode(NODE), 255);
  assert.equal(output(task), "begun\n");
  assert.equal(text(task.nodeError(NODE)), `Connection to ${NODE} closed by remote host.\n`);
  await task.run("echo again", { nodes: NODE });
  assert.equal(output(task), "again\n");
});

test("a socket behind which there is no such master is left to ssh", async () => {
  const answers: readonly (readonly [name: string, answer: Buffer | null])[] = [
    ["closes at once", null],
    ["speaks another version", Buffer.from("000000080000000100000003", "hex")],
    ["knows no proxy", Buffer.from("00000008000000010000000400000004800000030000", "hex")],
  ];
  for (const [name, answer] of answers) {
    await using task = await warmTask(sshd);
    for (const pid of masters(sshd)) process.kill(pid, "SIGKILL");
    await until("the masters are gone", () => masters(sshd).length === 0);
    const paths = sockets(sshd);
    for (const path of paths) rmSync(path);
    using servers = new DisposableStack();
    let asked = 0;
    for (const path of paths) {
      const server = createServer((socket) => {
        socket.on("error", () => undefined).on("data", () => undefined);
        // The next is ssh, which has no way of its own where a master answers so.
        if (answer !== null && asked++ === 0) socket.write(answer);
        socket.end();
      }).listen(path);
      servers.defer(() => void server.close());
    }
    const worker = task.shell("cat", { nodes: NODE, stderr: true });
    worker.write("given before");
    worker.setWriteEof();
    await task.resume();
    assert.deepEqual([output(task), task.nodeRetcode(NODE)], ["given before", 0], name);
  }
});

test("a server that lets nobody more into a connection is reached by one more, and nobody's session is cut", async () => {
  await using small = await startSshd(["MaxSessions 1"]);
  await using task = sshTask(small);
  const before = sockets(sshd);
  await task.run("true", { nodes: NODE });
  const path = sockets(sshd).find((each) => !before.includes(each)) ?? "";
  // Somebody else's, of whom we do not know.
  const other = spawn("ssh", ["-F", small.config, "-S", path, NODE, "echo in; cat; echo whole"]);
  let said = "";
  other.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(other, "close");
  await until("it has the one session", () => said === "in\n");
  for (let run = 0; run < 3; run++) {
    const logins = small.logins();
    await task.run("echo fine", { nodes: NODE });
    assert.deepEqual([output(task), task.nodeRetcode(NODE), small.logins() - logins], ["fine\n", 0, 1]);
  }
  other.stdin.end();
  await ended;
  assert.equal(said, "in\nwhole\n");
});

test("commands on one node at once share its connection", async () => {
  await using task = await warmTask(sshd);
  const logins = sshd.logins();
  const workers = Array.from({ length: 8 }, () => task.shell("sleep 0.3; echo fine", { nodes: NODE }));
  await task.resume();
  for (const worker of workers) assert.equal(text(worker.nodeBuffer(NODE)), "fine\n");
  assert.equal(sshd.logins(), logins);
});

test("a command that is given up while its session opens harms no other", async () => {
  await using task = await warmTask(sshd);
  const logins = sshd.logins();
  for (let run = 0; run < 20; run++) {
    const worker = task.shell("sleep 60", { nodes: NODE });
    const done = task.resume();
    setTimeout(() => worker.abort(), run / 4);
    await done;
  }
  await task.run("echo fine", { nodes: NODE });
  assert.deepEqual([output(task), sshd.logins()], ["fine\n", logins]);
});

test("a command that the server puts in place of ours runs as it does over ssh", async () => {
  await using forced = await startSshd(['ForceCommand echo "forced: $SSH_ORIGINAL_COMMAND"; exit 4']);
  await using task = sshTask(forced);
  // So long nothing may wait for what never comes.
  task.setInfo("connectTimeout", 3600);
  for (let run = 0; run < 3; run++) {
    await task.run("true", { nodes: NODE });
    assert.deepEqual([output(task), task.nodeRetcode(NODE)], ["forced: true\n", 4]);
  }
});

test("variables are sent that ssh's configuration names; what else it asks for is asked by ssh", async () => {
  process.env["SENT_ONE"] = "one";
  const config = join(sshd.folder, "other_config");
  const plain = readFileSync(sshd.config, "utf8");
  const cases: readonly (readonly [
    more: string,
    options: readonly string[],
    isPlain: boolean,
    sent: string,
  ])[] = [
    ["SendEnv LANG SENT_*", [], true, "one"],
    ["Host *\n  SendEnv SENT_O?E", [], true, "one"],
    ["Host 127.0.0.1\n  SendEnv SENT_*", [], false, "one"],
    ["SetEnv SENT_ONE=set", [], false, "set"],
    ["", ["-oSetEnv=SENT_ONE=option"], false, "option"],
    ["", ["-oServerAliveCountMax=4"], true, ""],
    ["", ["-A"], false, ""],
    ["", ["-oForwardAgent=yes"], false, ""],
  ];
  for (const [more, options, isPlain, sent] of cases) {
    writeFileSync(config, `${plain}${more}\n`);
    await using task = sshTask(sshd);
    task.setInfo("sshOptions", ["-F", config, ...options]);
    await task.run("true", { nodes: NODE });
    await task.run(`echo "$SENT_ONE"; ${countSsh({ config })}`, { nodes: NODE });
    assert.equal(output(task), `${sent}\n${isPlain ? 0 : 1}\n`, `${more} ${options.join(" ")}`);
  }
});

test("a configuration that has changed is followed at once", async () => {
  const config = join(sshd.folder, "changing_config");
  const plain = readFileSync(sshd.config, "utf8");
  await using task = sshTask(sshd);
  task.setInfo("sshOptions", ["-F", config]);
  for (const address of ["127.0.0.31", "127.0.0.32", "127.0.0.33"]) {
    writeFileSync(config, `Host somewhere\n  HostName ${address}\nHost *\n${plain}`);
    await task.run("echo $SSH_CONNECTION", { nodes: "somewhere" });
    assert.equal(text(task.nodeBuffer("somewhere")).split(" ")[2], address);
  }
});
