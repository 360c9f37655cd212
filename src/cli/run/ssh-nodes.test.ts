import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Gate } from "../../../test/gate.ts";
import { until } from "../../../test/run-job.ts";
import { type Outcome, runOnNodes } from "../../../test/run-on-nodes.ts";
import { type TestSshd, startSshd } from "../../../test/sshd.ts";
import { writeStandInSudo } from "../../../test/stand-in-sudo.ts";

const folder = mkdtempSync("/tmp/runyard-ssh-nodes-");
let sshd: TestSshd;
before(async () => {
  chmodSync(folder, 0o755);
  writeStandInSudo(folder, "hush");
  writeFileSync(join(folder, "banner"), "Connection to this machine is watched\nLog in if you must\n");
  sshd = await startSshd([`Banner ${folder}/banner`, `SetEnv PATH=${folder}:/usr/bin:/bin`]);
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
});
after(async () => {
  await sshd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const { PATH } = process.env;

/** A node that is not known yet: ssh says so before all else. */
const NEW_HOST = "-oUserKnownHostsFile=/dev/null -oStrictHostKeyChecking=accept-new";

function run(options: string, argv: readonly string[], name: "run" | "copy" = "run"): Promise<Outcome> {
  return runOnNodes(["-w", "127.0.0.1", "-n", "-o", `-F ${sshd.config} ${NEW_HOST} ${options}`, ...argv], {
    name,
  });
}

test("runRun() says why ssh could not connect, whatever banner and warnings stand before it", async () => {
  const denied = await run(`-oIdentityFile=${sshd.folder}/host -oUser=nobody`, ["true"]);
  assert.equal(denied.exit, 9);
  assert.match(denied.stderr, /^127\.0\.0\.1: Warning: Permanently added/m);
  assert.match(
    denied.stderr,
    /^runyard: 127\.0\.0\.1: cannot connect: permission denied \(publickey[^)]*\)\n$/m,
  );
  assert.doesNotMatch(denied.stderr, /Permission denied/);
  const both = await run(`-oIdentityFile=${sshd.folder}/host -oUser=nobody`, ["-b", "-B", "true"]);
  assert.match(both.stderr, /cannot connect: permission denied/);
});

test("runRun() says why a copy could not connect, or not be made, behind banner and warnings", async () => {
  const argv = [join(folder, "banner"), "--dest", "/no/such/folder/file"];
  const denied = await run(`-oIdentityFile=${sshd.folder}/host -oUser=nobody`, argv, "copy");
  assert.equal(denied.exit, 9);
  assert.match(
    denied.stderr,
    /^runyard: 127\.0\.0\.1: cannot connect: permission denied \(publickey[^)]*\)\n$/,
  );
  for (const by of ["scp", "rsync"]) {
    let refused;
    // An rsync whose other side ends early loses its words now and then: what is said of it then is tested below.
    do {
      refused = await run("", ["--by", by, ...argv], "copy");
      assert.equal(refused.exit, 1);
    } while (refused.stderr.includes("rsync ended with exit code"));
    assert.match(refused.stderr, /^runyard: 127\.0\.0\.1: cannot copy: .*No such file or directory.*\n$/, by);
  }
});

test("runRun() says what rsync's exit code means where its words are lost, and its first words where they are not", async () => {
  const argv = ["--by", "rsync", join(folder, "banner"), "--dest", "anything"];
  const wordless = join(folder, "wordless");
  mkdirSync(wordless);
  writeFileSync(join(wordless, "rsync"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  process.env["PATH"] = `${wordless}:${PATH}`;
  const lost = await run("", argv, "copy");
  assert.match(
    lost.stderr,
    /^runyard: 127\.0\.0\.1: cannot copy: rsync ended with exit code 3: the files or folders .* can't be used\n$/,
  );
  process.env["PATH"] = PATH;
  const noisy =
    "#!/bin/sh\necho 'protocol version mismatch -- is your shell clean?' >&2\necho 'rsync error: it (code 2)' >&2\nexit 2\n";
  writeFileSync(join(wordless, "rsync"), noisy);
  process.env["PATH"] = `${wordless}:${PATH}`;
  const unclean = await run("", argv, "copy");
  assert.match(unclean.stderr, /^[^\n]*cannot copy: protocol version mismatch -- is your shell clean\?\n$/);
  process.env["PATH"] = PATH;
  mkdirSync(join(folder, "tree", "sub"), { recursive: true });
  writeFileSync(join(sshd.home, "file"), "");
  let told;
  do {
    told = await run("", ["--by", "rsync", join(folder, "tree"), "--dest", "file"], "copy");
  } while (told.stderr.includes("rsync ended with exit code"));
  assert.match(
    told.stderr,
    /^runyard: 127\.0\.0\.1: cannot copy: destination must be a directory when .*\n$/,
  );
});

test("runRun() does not run again what has lost its connection while it ran", async () => {
  const runs = join(sshd.home, "runs");
  const argv = ["--retry", "2", `echo x >> ${runs}; kill -9 $PPID; sleep 20`];
  // Over a connection that is there, over one that it makes, and over one of its own.
  await run("", ["true"]);
  for (const options of ["", "", "-oControlMaster=no"]) {
    const { exit, stderr } = await run(options, argv);
    assert.equal(exit, 1);
    assert.match(stderr, /^runyard: 127\.0\.0\.1: exited with exit code 255$/m);
    assert.doesNotMatch(stderr, /cannot connect|trying again/);
    assert.equal(readFileSync(runs, "utf8"), "x\n");
    rmSync(runs);
  }
});

test("runRun() takes a kept connection that is full for no failure, and says nothing of it", async () => {
  await using full = await startSshd(["MaxSessions 1"]);
  using gate = new Gate();
  const on = (...argv: string[]): Promise<Outcome> =>
    runOnNodes(["-w", "127.0.0.1", "-n", "-o", `-F ${full.config}`, ...argv]);
  await on("true");
  const first = on(`${gate.arrive}; ${gate.wait}`);
  await until("the first command runs", () => gate.arrived === 1);
  const second = await on("--retry", "1", "exit 255");
  gate.open();
  assert.equal((await first).exit, 0);
  assert.deepEqual(second, {
    exit: 1,
    stdout: "",
    stderr: "runyard: 127.0.0.1: exited with exit code 255\n",
  });
  assert.equal(full.logins(), 2);
});

test("runRun() passes on what a command says in ssh's words", async () => {
  const outcome = await run("", ["echo before >&2; echo ssh: mine >&2; exit 3"]);
  assert.match(outcome.stderr, /^127\.0\.0\.1: before\n127\.0\.0\.1: ssh: mine\nrunyard: .* exit code 3\n$/m);
});

test("runRun() with --become runs commands as another user, with a password that is read once", async () => {
  const secret = join(folder, "secret");
  writeFileSync(secret, "hush\nmore\n");
  const argv = ["-w", "127.0.0.[1-3]", "-L", "-o", `-F ${sshd.config}`, "--become", "free"];
  const outcome = await runOnNodes(
    [
      ...argv,
      "--become",
      "127.0.0.2=root",
      "--password-fd",
      String(openSync(secret, "r")),
      'echo "$AS"; cat',
    ],
    { input: ["rest\n"] },
  );
  const lines = [1, 2, 3].map((n) => `127.0.0.${n}: ${n === 2 ? "root" : "free"}\n127.0.0.${n}: rest\n`);
  assert.equal(outcome.stdout, lines.join(""));
  const without = await runOnNodes([...argv, "--become", "root", "true"]);
  assert.equal(without.exit, 1);
  assert.match(without.stderr, /a password is required/);
  assert.equal((await runOnNodes([...argv, "--become", "-x", "true"])).exit, 2);
  assert.equal((await runOnNodes([...argv, "-c", secret])).exit, 2);
});
