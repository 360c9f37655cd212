import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import {
  type Launcher,
  type LauncherOptions,
  attemptVariable,
  claimVoid,
  findMarked,
  isAlive,
  readAttempt,
  signal,
  sweepLeft,
} from "../../src/process/mod.ts";
import { fixture } from "./small-disk.ts";
import { testOutput } from "./shim-output.ts";
import { testSurvival } from "./shim-survival.ts";
import { type Yard, openYard, waitFor } from "./yard.ts";

/**
 * The contract of a shim: what an attempt's folder says, whatever happens to the processes around it. Every way of
 * starting shims passes this suite.
 *
 * @param start starts what launches shims that ring at the given bell
 */
export function testShim(start: (options: LauncherOptions) => Launcher): void {
  testOutput(start);
  testSurvival(start);
  describe("the shim", { timeout: 120_000 }, () => {
    let yard: Yard;
    before(() => {
      yard = openYard(start);
    });
    after(() => yard.close());

    test("end says the exit status when the command exits", async () => {
      assert.deepEqual((await yard.run(["/bin/true"])).end, { kind: "exit", status: 0 });
      assert.deepEqual((await yard.run(["/bin/sh", "-c", "exit 137"])).end, { kind: "exit", status: 137 });
    });

    test("end names the signal when one ended the command", async () => {
      for (const name of ["SIGKILL", "SIGTERM", "SIGSEGV", "SIGINT"]) {
        const { end } = await yard.run(["/bin/sh", "-c", `kill -${name.slice(3)} $$`]);
        assert.deepEqual(end, { kind: "signal", signal: name });
      }
      const { end } = await yard.run(["/usr/bin/perl", "-e", "kill 36, $$; sleep 9"]);
      assert.deepEqual(end, { kind: "signal", signal: "SIGRTMIN+2" });
    });

    test("end says what is missing when the command cannot be started", async () => {
      const launch = (reason: string, system: string, what: string) => ({
        kind: "launch",
        reason,
        system,
        what,
      });
      const missing = await yard.run(["/no/such program "]);
      assert.deepEqual(missing.end, launch("program", "ENOENT", "/no/such program "));
      assert.equal(missing.startedAtMs, null);
      assert.equal(missing.childrenLeft, false);
      assert.deepEqual(
        (await yard.run(["no-such-program"])).end,
        launch("program", "ENOENT", "no-such-program"),
      );
      assert.deepEqual((await yard.run([""])).end, launch("program", "ENOENT", ""));
      const file = join(yard.folder, "not-executable");
      writeFileSync(file, "#!/bin/sh\n", { mode: 0o600 });
      assert.deepEqual((await yard.run([file])).end, launch("program", "EACCES", file));
      const { end } = await yard.run(["/bin/true"], { cwd: "/no/such/folder" });
      assert.deepEqual(end, launch("working-folder", "ENOENT", "/no/such/folder"));
      const long = await yard.run([`/${"x".repeat(5000)}`]);
      assert.ok(long.end.kind === "launch" && long.end.system === "ENAMETOOLONG");
    });

    test("end says which file could not be made when the folder does not take it", async () => {
      const files = [
        { path: "a", content: "" },
        { path: "a/b", content: "" },
      ];
      const { end } = await yard.run(["/bin/true"], { files });
      assert.deepEqual(end, { kind: "launch", reason: "folder", system: "ENOTDIR", what: "a/b" });
    });

    test("a folder that cannot be made is said at once, and nothing is started", () => {
      const file = join(yard.folder, "a-file");
      writeFileSync(file, "");
      assert.throws(() => yard.launch(["/bin/true"], { folder: join(file, "attempt") }), { code: "ENOTDIR" });
    });

    test("the bell says failed, and nothing is started, when the folder is gone before the shim comes", async () => {
      const list = join(yard.folder, "ran");
      process.kill(yard.launcherPid, "SIGSTOP");
      while (!readFileSync(`/proc/${yard.launcherPid}/stat`, "utf8").includes(") T ")) await sleep(2);
      const attempt = yard.launch(["/bin/sh", "-c", 'echo ran > "$1"', "sh", list]);
      rmSync(yard.folderOf(attempt), { recursive: true });
      process.kill(yard.launcherPid, "SIGCONT");
      const ring = await yard.waitForRing(attempt, (heard) => heard.kind !== "started");
      assert.deepEqual(ring, { kind: "failed", attempt, stage: "folder", system: "ENOENT" });
      assert.equal(existsSync(list), false);
    });

    test("a second launch on the same folder starts nothing, while it runs and after its end", async () => {
      const count = 'echo started >> "$1"; until test -e "$2"; do sleep 0.02; done';
      const [list, gate] = [join(yard.folder, "starts"), join(yard.folder, "gate-of-the-first")];
      const argv = ["/bin/sh", "-c", count, "sh", list, gate] as const;
      const first = yard.launch(argv);
      const folder = yard.folderOf(first);
      await yard.waitForRing(first, (ring) => ring.kind === "started");
      for (let times = 0; times < 5; times++) yard.launch(argv, { folder });
      await yard.settle();
      assert.equal(yard.runningOf(first).state, "running");
      writeFileSync(gate, "");
      await yard.waitForEnd(first);
      yard.launch(argv, { folder });
      await yard.settle();
      assert.equal(readFileSync(list, "utf8"), "started\n");
      assert.equal(yard.endOf(first).end.kind, "exit");
      assert.deepEqual(leftovers(folder), []);
    });

    test("nothing is started when the folder is void", async () => {
      const folder = join(yard.folder, "void");
      assert.equal(claimVoid(folder), true);
      const attempt = yard.launch(["/usr/bin/touch", join(yard.folder, "never")], { folder });
      await yard.settle();
      assert.equal(existsSync(join(yard.folder, "never")), false);
      assert.deepEqual(readAttempt(folder), { state: "void" });
      assert.deepEqual(yard.ringsOf(attempt), []);
    });

    test("claimVoid() leaves an attempt to the shim that owns it", async () => {
      const attempt = yard.launch(["/bin/true"]);
      await yard.waitForEnd(attempt);
      assert.equal(claimVoid(yard.folderOf(attempt)), false);
      assert.equal(yard.endOf(attempt).end.kind, "exit");
    });

    test("the command gets exactly its arguments and environment, and nothing of ours", async () => {
      const args = ["", " ", "a\nb", 'it\'s "$HOME" `x` \\', "żółć 🚂", "-e", "*", "\t\r\x01\x7f"];
      const env = {
        PATH: "/usr/bin:/bin",
        EMPTY: "",
        LINES: "a\nb=c",
        "odd.name": "ü",
        [attemptVariable]: "m",
      };
      const { text, attempt } = await yard.output(["perl", fixture("describe-itself.pl"), ...args], { env });
      const values = (key: string): readonly string[] =>
        text.split("\n").flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
      const decode = (hex: string): string => Buffer.from(hex, "hex").toString();
      assert.deepEqual(
        text.split("\n").flatMap((line) => (line.startsWith("argument") ? [decode(line.slice(9))] : [])),
        args,
      );
      const variables = values("variable").map(decode).toSorted();
      assert.deepEqual(
        variables,
        Object.entries(env)
          .map(([name, value]) => `${name}=${value}`)
          .toSorted(),
      );
      const folder = yard.folderOf(attempt);
      assert.deepEqual(values("cwd"), [join(folder, "work")]);
      assert.deepEqual(values("umask"), ["077"]);
      const descriptors = values("descriptor").join("\n");
      assert.match(descriptors, /^0 \/dev\/null\n1 pipe:\[\d+\]\n2 pipe:\[\d+\]$/);
      assert.deepEqual(values("SigBlk").map(Number), [0]);
      // Perl itself ignores SIGFPE (8).
      assert.deepEqual(values("SigIgn"), ["0000000000000080"]);
      assert.deepEqual(values("leads-group"), ["yes"]);
    });

    test("files and folders are there, with their modes, before the command starts", async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
      const { attempt } = await yard.output(["/bin/true"], {
        folders: ["results", "deep/er"],
        files: [
          { path: "parameters.json", content: "{}\n" },
          { path: "in/a b\n'ü", mode: 0o400, content: bytes },
          { path: "run", mode: 0o755, content: "#!/bin/sh\n" },
          { path: "empty", content: "" },
        ],
      });
      const at = (path: string): string => join(yard.folderOf(attempt), path);
      const mode = (path: string): string => (statSync(at(path)).mode & 0o7777).toString(8);
      assert.deepEqual(["results", "deep/er", "in", "work", "."].map(mode), [
        "700",
        "700",
        "700",
        "700",
        "700",
      ]);
      assert.deepEqual(["parameters.json", "in/a b\n'ü", "run", "stdout"].map(mode), [
        "600",
        "400",
        "755",
        "600",
      ]);
      assert.deepEqual(readFileSync(at("in/a b\n'ü")), bytes);
      assert.equal(readFileSync(at("parameters.json"), "utf8"), "{}\n");
      assert.equal(readFileSync(at("empty"), "utf8"), "");
    });

    test("a request of several megabytes arrives whole", async () => {
      const content = Buffer.alloc(3_000_000, "0123456789");
      const { attempt } = await yard.output(["/bin/true"], { files: [{ path: "large", content }] });
      assert.ok(readFileSync(join(yard.folderOf(attempt), "large")).equals(content));
    });

    test("times and usage are those of the command", async () => {
      const startedAt = Date.now();
      const work = "$x = 'x' x 60_000_000; my $end = (times)[0] + 0.3; 1 while (times)[0] < $end";
      const end = await yard.run(["/bin/sh", "-c", 'perl -e "$1"; exit 0', "sh", work]);
      assert.ok(end.startedAtMs !== null && end.startedAtMs >= startedAt && end.startedAtMs <= end.endedAtMs);
      assert.ok(end.endedAtMs <= Date.now());
      assert.ok(end.cpuMs !== null && end.cpuMs >= 250 && end.cpuMs < 5000, `${end.cpuMs} ms`);
      const peak = end.peakMemoryBytes ?? 0;
      assert.ok(peak > 60_000_000 && peak < 300_000_000, `${peak} bytes`);
    });

    test("end says whether children are left, and the sweep finds them in whatever session", async () => {
      assert.equal((await yard.run(["/bin/sh", "-c", "sleep 0.05 & wait"])).childrenLeft, false);
      assert.equal((await yard.run(["/bin/sh", "-c", "true & exit 0"])).end.kind, "exit");
      const marker = "escaped-from-the-shim";
      const env = { PATH: "/usr/bin:/bin", [attemptVariable]: marker };
      const end = await yard.run(["/bin/sh", "-c", "setsid sh -c 'sleep 300 & sleep 300' & exit 0"], { env });
      assert.equal(end.childrenLeft, true);
      const found = await waitFor("all three", () => {
        const marked = findMarked(new Set(["another", marker])).get(marker) ?? [];
        return marked.length === 3 ? marked : undefined;
      });
      assert.deepEqual(await sweepLeft(marker), []);
      assert.equal(found.some(isAlive), false);
      assert.equal(findMarked(new Set([marker])).size, 0);
    });

    test("identity and command are known while it runs, and the bell says so in order", async () => {
      const attempt = yard.launch(["/bin/sleep", "300"]);
      await yard.waitForRing(attempt, (ring) => ring.kind === "started");
      const state = yard.runningOf(attempt);
      assert.ok(state.command !== null && isAlive(state.command) && isAlive(state.identity));
      assert.equal(readFileSync(`/proc/${state.command.pid}/comm`, "utf8"), "sleep\n");
      assert.equal(
        readFileSync(`/proc/${state.command.pid}/stat`, "utf8").split(" ")[3],
        String(state.identity.pid),
      );
      assert.ok(signal(state.command, "SIGKILL"));
      await yard.waitForRing(attempt, (ring) => ring.kind === "ended");
      assert.deepEqual(
        yard.ringsOf(attempt).map((ring) => ring.kind),
        ["started", "ended"],
      );
    });
  });
}

/** Records of shims that found the attempt taken and left theirs behind. */
function leftovers(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith("record"));
}
