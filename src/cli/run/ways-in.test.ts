import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Gate } from "../../../test/gate.ts";
import { until } from "../../../test/run-job.ts";
import { type Outcome, type RunWith, runOnNodes } from "../../../test/run-on-nodes.ts";

const folder = mkdtempSync(join(tmpdir(), "runyard-ways-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(argv: readonly string[], given: RunWith = {}): Promise<Outcome> {
  return runOnNodes(["-R", "exec", ...argv], given);
}

test("runRun() reads clush.conf with its modes, and gives a password as the first line of input", async () => {
  const [conf, secret] = [join(folder, "clush.conf"), join(folder, "secret")];
  writeFileSync(conf, `[Main]\nfanout: 2\nconfdir: $CFGDIR/modes\n`);
  mkdirSync(join(folder, "modes"));
  writeFileSync(
    join(folder, "modes", "sudo.conf"),
    "[mode:sudo]\npassword_prompt: yes\ncommand_prefix: read -r word; echo got $word;\n",
  );
  writeFileSync(secret, "hush\nmore\n");
  const argv = [
    "--conf",
    conf,
    "-m",
    "sudo",
    "-w",
    "n1",
    "--password-fd",
    String(openSync(secret, "r")),
    "cat",
  ];
  const outcome = await run(argv, { input: ["rest\n"] });
  assert.equal(outcome.stdout, "n1: got hush\nn1: rest\n");
  const unknown = await run(["--conf", conf, "-m", "root", "-w", "n1", "true"]);
  assert.match(unknown.stderr, /Cannot run in mode "root": there are sudo/);
  writeFileSync(conf, "fanout: 2\n");
  const wrong = await run(["--conf", conf, "-w", "n1", "true"]);
  assert.equal(wrong.stderr, `Cannot read "${conf}:1": a section such as [Main] must come first\n`);
  assert.equal(wrong.exit, 7);
});

test("runRun() runs templates, and says where their program is not there", async () => {
  const outcome = await runOnNodes([
    "-R",
    "env HOST=%h sh -c %command",
    "-w",
    "n[1-2]",
    "-L",
    "echo $HOST 100%",
  ]);
  assert.equal(outcome.stdout, "n1: n1 100%\nn2: n2 100%\n");
  const missing = await runOnNodes(["-R", "no-such-program %h", "-w", "n1", "true"]);
  assert.equal(missing.stderr, "runyard: n1: cannot start its program: it does not exist\n");
  assert.equal(missing.exit, 1);
});

test("runRun() on Ctrl-C asks what runs to end, and tells what ran and what did not", async () => {
  using gate = new Gate();
  const outcome = await run(["-w", "n[1-4]", "-f", "2", "-b", `echo part; ${gate.arrive}; sleep 60`], {
    onStop: (first) => {
      void until("two of them run", () => gate.arrived === 2).then(first);
      return () => undefined;
    },
  });
  assert.equal(outcome.exit, 130);
  assert.equal(
    outcome.stdout,
    "---------------\nn[1-2] (2): interrupted, partial output\n---------------\npart\n",
  );
  assert.match(outcome.stderr, /^runyard: n\[1-2\] \(2\): asked to end; Ctrl-C again kills what runs$/m);
  assert.match(outcome.stderr, /^runyard: n\[3-4\] \(2\): not started$/m);
});

test("runRun() says for each node in one line why a copy failed", async () => {
  const [source, file] = [join(folder, "source"), join(folder, "file")];
  mkdirSync(source);
  writeFileSync(file, "");
  const copy = (argv: readonly string[]): Promise<Outcome> => run(argv, { name: "copy" });
  const onFile = await copy(["-w", "n1", source, "--dest", file]);
  assert.match(onFile.stderr, /^runyard: n1: cannot copy: cannot overwrite non-directory .*\n$/);
  assert.equal(onFile.exit, 1);
  const missing = await copy(["-w", "n1", join(folder, "none"), "--dest", folder]);
  assert.match(missing.stderr, /^runyard: n1: cannot copy: .*No such file or directory\n$/);
  const back = await copy(["-w", "n[1-2]", "--rcopy", file, "--dest", source]);
  assert.deepEqual(back, { exit: 0, stdout: "", stderr: "" });
  assert.equal(readFileSync(join(source, "file.n2"), "utf8"), "");
  const twice = await copy(["-w", "n1", "--rcopy", file, join(source, "file"), "--dest", source]);
  assert.match(twice.stderr, /^Cannot copy ".*" from nodes to ".*": ".*\/file" becomes "file\.NODE" as well/);
  assert.equal(twice.exit, 2);
});

test("runRun() tells an ssh that could not connect in one line", async () => {
  const ssh = join(folder, "ssh");
  writeFileSync(
    ssh,
    `#!/bin/sh
case "$*" in
  *n1*) echo "ssh: connect to host n1 port 22: Connection refused" >&2; exit 255 ;;
  *n2*) echo "root@n2: Permission denied (publickey,password)." >&2; exit 255 ;;
  *n3*) echo "ssh: said by a command" >&2; exit 0 ;;
esac
echo "own words" >&2
exit 255
`,
    { mode: 0o755 },
  );
  const outcome = await runOnNodes(["-O", `ssh_path=${ssh}`, "-w", "n[1-4]", "-f", "1", "true"]);
  assert.equal(
    outcome.stderr,
    `runyard: n1: cannot connect: connection refused
runyard: n2: cannot connect: permission denied (publickey,password)
n3: ssh: said by a command
n4: own words
runyard: n4: exited with exit code 255
`,
  );
  assert.equal(outcome.exit, 1);
  const unreachable = await runOnNodes([
    "-O",
    `ssh_path=${ssh}`,
    "-w",
    "n[1-2]",
    "--retry",
    "1",
    "-b",
    "true",
  ]);
  assert.equal(unreachable.exit, 9);
  assert.match(unreachable.stderr, /trying again, 1 of 1/);
});

test("runRun() with -P says in lines how many nodes are done, where no terminal shows it", async () => {
  // The first line comes after 1.3 s, the next ones where more have been done by then.
  const outcome = await run(["-w", "n[1-2]", "-P", "test %n = 0 || sleep 4"]);
  assert.match(outcome.stderr, /^(runyard: 0\/2 done\n)?runyard: 1\/2 done\n(runyard: 2\/2 done\n)?$/);
});
