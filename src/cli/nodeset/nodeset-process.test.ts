import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { finish, runRunyard, startRunyard } from "../../../test/runyard.ts";

const program = fileURLToPath(new URL("../../../bin/runyard.js", import.meta.url));

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-nodeset-"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Names every module that is loaded on standard error. */
const tellModules = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({
    load(url, context, next) {
      process.stderr.write(url + "\\n");
      return next(url, context);
    },
  });
`)}`;

test("runyard nodeset loads nothing that the other commands or groups need", async () => {
  for (const words of [["--version"], ["-f", "n[1-3]"], ["-e", "x[1-2]y3"]]) {
    const { status, stderr } = await runRunyard(["nodeset", ...words], { node: ["--import", tellModules] });
    assert.equal(status, 0);
    const modules = stderr.trim().split("\n");
    assert.ok(modules.some((url) => url.endsWith("/src/cli/nodeset/run-nodeset.ts")));
    // Each built-in module costs, too: importing node:fs alone takes 2 ms.
    const needless = modules.filter((url) =>
      /node_modules|^node:|src\/(?!cli|nodeset)|cli\/commands|make-resolver/.test(url),
    );
    assert.deepEqual(needless, []);
  }
});

test("runyard nodeset understands the options of all commands before its name", async () => {
  const { status, stdout } = await runRunyard(["--server", "http://x", "--json", "nodeset", "-c", "n[1-3]"]);
  assert.deepEqual({ status, stdout }, { status: 0, stdout: '{"count":3}\n' });
  assert.equal((await runRunyard(["--server=x", "nodeset", "-f", "n1"])).stdout, "n1\n");
  assert.equal((await runRunyard(["--nonsense", "nodeset", "-f", "n1"])).status, 2);
});

test("runyard help nodeset says what runyard nodeset --help says", async () => {
  const [one, other] = await Promise.all([
    runRunyard(["help", "nodeset"]),
    runRunyard(["nodeset", "--help"]),
  ]);
  assert.deepEqual(one, other);
  assert.match((await runRunyard(["--help"])).stdout, /^ {2}nodeset +count, expand, fold/m);
});

test("runyard nodeset -e ends at once, without a word, when nobody reads on", async () => {
  const child = startRunyard(["nodeset", "-e", "node[1-1000000000]"]);
  const stderr: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  assert.ok(child.stdout);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [status, signal] = (await once(child, "close")) as [number | null, string | null];
  assert.deepEqual(
    { status, signal, stderr: Buffer.concat(stderr).toString() },
    { status: 0, signal: null, stderr: "" },
  );
});

test("runyard nodeset -e writes all to a reader that is slow", async () => {
  const child = startRunyard(["nodeset", "-e", "-S", "\\n", "node[1-200000]"]);
  assert.ok(child.stdout);
  const exited = once(child, "exit");
  let lines = 0;
  for await (const chunk of child.stdout) {
    lines += String(chunk).split("\n").length - 1;
    if (lines < 20_000) await sleep(10);
  }
  assert.equal(lines, 200_000);
  assert.deepEqual(await exited, [0, null]);
});

test("runyard nodeset says that a disk is full", async () => {
  const child = spawn("/bin/sh", ["-c", '"$0" "$1" nodeset -f n1 >/dev/full', process.execPath, program]);
  const { status, stderr } = await finish(child);
  assert.equal(status, 1);
  assert.equal(stderr, "Cannot write what was asked for: no space left on device\n");
});

test("runyard nodeset stops a group source on Ctrl-C, and ends with 130", async () => {
  const pidFile = join(folder, "pid");
  const configuration = `[Main]\ndefault: slow\n[slow]\nmap: echo $$$$ > ${pidFile}; exec sleep 60\n`;
  await writeFile(join(folder, "groups.conf"), configuration);
  const child = startRunyard(["nodeset", "--groupsconf", join(folder, "groups.conf"), "-f", "@any"]);
  const ended = finish(child);
  while (!existsSync(pidFile) || (await readFile(pidFile, "utf8")) === "") await sleep(20);
  child.kill("SIGINT");
  assert.deepEqual(await ended, { status: 130, stdout: "", stderr: "" });
  const pid = Number(await readFile(pidFile, "utf8"));
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});

test("runyard nodeset gives up on a group source after --timeout", async () => {
  await writeFile(join(folder, "slow.conf"), "[Main]\ndefault: slow\n[slow]\nmap: sleep 60\n");
  const words = ["--groupsconf", join(folder, "slow.conf"), "--timeout", "200ms", "-f", "@any"];
  const { status, stderr } = await runRunyard(["nodeset", ...words]);
  assert.equal(status, 1);
  assert.match(stderr, /^Cannot resolve .+ within .+\n$/);
});
