import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Identity,
  type Launcher,
  type LauncherOptions,
  attemptVariable,
  findMarked,
  isAlive,
  signalGroup,
  sweepLeft,
} from "../../src/process/mod.ts";
import { runOnSmallDisk } from "./small-disk.ts";
import { type Yard, openYard, readText, waitFor } from "./yard.ts";

/** What no attempt here comes near, unless its end waits for what the command left behind. */
const SOON_MS = 20_000;

/** The part of the shim's contract that says what becomes of output, and of those who write it. */
export function testOutput(start: (options: LauncherOptions) => Launcher): void {
  describe("the shim and output", { timeout: 120_000 }, () => {
    let yard: Yard;
    before(() => {
      yard = openYard(start);
    });
    after(() => yard.close());

    const outputsOf = (attempt: string): readonly [stdout: string, stderr: string] => [
      readText(join(yard.folderOf(attempt), "stdout")),
      readText(join(yard.folderOf(attempt), "stderr")),
    ];

    test("a command that opens /dev/stdout and /dev/stderr anew cuts off nothing", async () => {
      const script =
        "echo a; echo 1 >&2; echo b > /dev/stdout; echo 2 > /dev/stderr; echo c; echo 3 > /dev/fd/2; echo 4 >&2";
      const attempt = yard.launch(["/bin/sh", "-c", script]);
      await yard.waitForEnd(attempt);
      assert.deepEqual(outputsOf(attempt), ["a\nb\nc\n", "1\n2\n3\n4\n"]);
    });

    test("200 MB arrive byte for byte, in order, and lose nothing at the end", async () => {
      const line = (index: number): string => `line ${index} of those that are counted\n`;
      const script =
        "print STDERR $_ % 7 ? '' : qq(.), qq(line $_ of those that are counted\\n) for 1 .. 20000;";
      const large = "my $x = join '', map { chr($_ % 256) } 1 .. 65521; print $x for 1 .. 3053;";
      const attempt = yard.launch(["/usr/bin/perl", "-e", `${large}${script}`]);
      const end = await yard.waitForEnd(attempt);
      assert.deepEqual([end.end, end.outputLost], [{ kind: "exit", status: 0 }, null]);
      const expected = createHash("sha256");
      const part = Buffer.from(Array.from({ length: 65521 }, (_, index) => (index + 1) % 256));
      for (let times = 0; times < 3053; times++) expected.update(part);
      assert.equal(statSync(join(yard.folderOf(attempt), "stdout")).size, 65521 * 3053);
      assert.equal(await hashOf(join(yard.folderOf(attempt), "stdout")), expected.digest("hex"));
      const lines = Array.from(
        { length: 20_000 },
        (_, index) => `${(index + 1) % 7 === 0 ? "." : ""}${line(index + 1)}`,
      );
      assert.equal(outputsOf(attempt)[1], lines.join(""));
      rmSync(join(yard.folderOf(attempt), "stdout"));
    });

    test("a line that is not finished and bytes that are no text are kept as they are", async () => {
      const attempt = yard.launch([
        "/bin/sh",
        "-c",
        String.raw`printf 'a\0b\0\377\r\nhalf a li'; printf '\0' >&2; kill -9 $$`,
      ]);
      await yard.waitForEnd(attempt);
      assert.equal(
        readFileSync(join(yard.folderOf(attempt), "stdout"), "latin1"),
        "a\0b\0\u{ff}\r\nhalf a li",
      );
      assert.equal(outputsOf(attempt)[1], "\0");
    });

    test("output can be read while the command runs", async () => {
      const gate = join(yard.folder, "gate-of-output");
      const attempt = yard.launch([
        "/bin/sh",
        "-c",
        'echo begun; while ! test -e "$0"; do sleep 0.02; done',
        gate,
      ]);
      while (outputsOf(attempt)[0] !== "begun\n") await sleep(2);
      assert.equal(yard.runningOf(attempt).state, "running");
      writeFileSync(gate, "");
      await yard.waitForEnd(attempt);
    });

    test("what holds the pipes open, or writes for ever, does not delay the end", async (t) => {
      // Much at first, so that it is never at its end, and then little: until it is swept it must not fill the disk.
      const writes = "(head -c 50000000 /dev/zero; while echo more; do sleep 0.02; done)";
      for (const [index, left] of ["sleep 300", writes, `${writes} >&2`].entries()) {
        const marker = `left-with-the-pipes-${index}`;
        t.after(() => sweepLeft(marker));
        const startedAt = performance.now();
        const script = `echo first; echo second >&2; ${left} & exit 5`;
        const env = { PATH: "/usr/bin:/bin", [attemptVariable]: marker };
        const attempt = yard.launch(["/bin/sh", "-c", script], { env });
        await yard.waitForRing(attempt, (ring) => ring.kind === "started");
        const end = await yard.waitForEnd(attempt);
        assert.ok(performance.now() - startedAt < SOON_MS, left);
        assert.deepEqual([end.end, end.childrenLeft], [{ kind: "exit", status: 5 }, true], left);
        const [stdout, stderr] = outputsOf(attempt);
        assert.ok(stdout.startsWith("first\n") && stderr.startsWith("second\n"), left);
        assert.ok(end.shim !== null && isAlive(end.shim));
        assert.deepEqual(await sweepLeft(marker, end.shim), []);
        assert.equal(isAlive(end.shim), false);
      }
    });

    test("what is left may finish what it writes, and is not ended by its writing", async () => {
      const gate = join(yard.folder, "gate-of-the-late");
      const rest =
        'until test -e "$0"; do sleep 0.02; done; echo late; head -c 300000 /dev/zero >&2; echo tidy';
      const attempt = yard.launch(["/bin/sh", "-c", `echo early; (${rest}) & exit 0`, gate]);
      const end = await yard.waitForEnd(attempt);
      assert.deepEqual([end.childrenLeft, outputsOf(attempt)[0]], [true, "early\n"]);
      writeFileSync(gate, "");
      await waitUntil("the shim has ended", () => end.shim !== null && !isAlive(end.shim));
      const [stdout, stderr] = outputsOf(attempt);
      assert.deepEqual([stdout, stderr.length], ["early\nlate\ntidy\n", 300_000]);
    });

    test("a shim takes no time while nothing is written, whether the pipes are open or at their end", async () => {
      const scripts = ["exec sleep 300", "exec sleep 300 >&- 2>&-", "exec 2>&-; sleep 300; true"];
      const idle = async (script: string): Promise<void> => {
        const attempt = yard.launch(["/bin/sh", "-c", script]);
        await yard.waitForRing(attempt, (ring) => ring.kind === "started");
        const { identity, command } = yard.runningOf(attempt);
        // It may have something to do at first; one that looks every second never comes to rest.
        const isAtRest = async (): Promise<boolean> => {
          const switches = switchesOf(identity);
          await sleep(1200);
          return switchesOf(identity) === switches;
        };
        for (let looks = 0; !(await isAtRest()); looks++) assert.ok(looks < 10, script);
        assert.ok(command !== null && signalGroup(command, "SIGKILL"));
        assert.equal((await yard.waitForEnd(attempt)).end.kind, "signal");
      };
      await Promise.all(scripts.map(idle));
    });

    test("a shim stays small when much is written", async () => {
      const attempt = yard.launch(["/bin/sh", "-c", "head -c 50000000 /dev/zero; exec sleep 300"]);
      await yard.waitForRing(attempt, (ring) => ring.kind === "started");
      const { identity, command } = yard.runningOf(attempt);
      const stdout = join(yard.folderOf(attempt), "stdout");
      await waitUntil("it has written", () => statSync(stdout).size === 50_000_000);
      const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${identity.pid}/status`, "utf8")) ?? [];
      assert.ok(Number(peak) < 12_000, `${peak} kB`);
      assert.ok(command !== null && signalGroup(command, "SIGKILL"));
      await yard.waitForEnd(attempt);
      rmSync(stdout);
    });

    test("what is left to live can go on writing, with a reader that holds nothing else and ends with it", async () => {
      const marker = "left-to-live";
      const [gate, news] = [join(yard.folder, "gate-of-the-left"), join(yard.folder, "news")];
      const script =
        'setsid sh -c \'while ! test -e "$0"; do echo alive || exit 1; sleep 0.02; done; head -c 3000000 /dev/zero && echo ended well > "$1"\' "$0" "$1" & exit 0';
      const env = { PATH: "/usr/bin:/bin", [attemptVariable]: marker };
      const attempt = yard.launch(["/bin/sh", "-c", script, gate, news], { env, leaveChildren: true });
      await yard.waitForRing(attempt, (ring) => ring.kind === "ended");
      assert.deepEqual(yard.endOf(attempt).childrenLeft, true);
      const [reader = 0, ...more] = await waitFor("a reader", () => nonEmpty(shimsOf(attempt)));
      assert.deepEqual(more, []);
      await waitUntil("it holds nothing but the pipes", () =>
        heldBy(reader).every((held) => held.startsWith("pipe:") || held === "/dev/null"),
      );
      assert.equal(readlinkSync(`/proc/${reader}/cwd`), "/");
      rmSync(yard.folderOf(attempt), { recursive: true });
      // The reader bears no marker: what looks for left processes finds the left alone.
      // One that just executes a program shows no environment for a moment.
      const left = await waitFor("the left", () => nonEmpty(findMarked(new Set([marker])).get(marker) ?? []));
      assert.ok(left.every((identity) => identity.pid !== reader));
      writeFileSync(gate, "");
      await waitUntil("it has ended well", () => readText(news) === "ended well\n");
      await waitUntil("the reader has ended", () => !existsSync(`/proc/${reader}`));
    });

    test("no reader stays when nothing is left, or what is left writes elsewhere", async () => {
      const marker = "left-elsewhere";
      const env = { PATH: "/usr/bin:/bin", [attemptVariable]: marker };
      for (const script of ["echo done", "setsid sleep 300 > /dev/null 2>&1 & exit 0"]) {
        const attempt = yard.launch(["/bin/sh", "-c", script], { env, leaveChildren: true });
        await yard.waitForRing(attempt, (ring) => ring.kind === "ended");
        await waitUntil("no reader", () => shimsOf(attempt).length === 0);
      }
      await waitUntil("the left bears its name", () => findMarked(new Set([marker])).size === 1);
      assert.deepEqual(await sweepLeft(marker), []);
    });

    test("a command learns that the disk is full, and its end says what was lost", () => {
      const { flooded, floodedBytes, filled } = runOnSmallDisk();
      assert.ok(flooded.state === "ended" && filled.state === "ended");
      assert.deepEqual(flooded.end.end, { kind: "signal", signal: "SIGPIPE" });
      assert.equal(flooded.end.outputLost, "ENOSPC");
      assert.ok(floodedBytes > 100_000 && floodedBytes < 262_144, `${floodedBytes} bytes`);
      // It wrote its last words into the pipe, and could not know that nobody would keep them.
      assert.deepEqual([filled.end.end, filled.end.outputLost], [{ kind: "exit", status: 3 }, "ENOSPC"]);
    });

    test("a command that is given the files themselves writes to their ends", async () => {
      const script = "echo one; echo two >&2; : > ../stdout; echo three; readlink /proc/self/fd/1";
      const attempt = yard.launch(["/bin/sh", "-c", script], { output: "files" });
      await yard.waitForEnd(attempt);
      const path = join(yard.folderOf(attempt), "stdout");
      assert.deepEqual(outputsOf(attempt), [`three\n${path}\n`, "two\n"]);
    });
  });
}

function hashOf(path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const hash = createHash("sha256");
  createReadStream(path)
    .on("data", (chunk) => hash.update(chunk))
    .on("end", () => resolve(hash.digest("hex")))
    .on("error", reject);
  return promise;
}

/** The processes of an attempt that are ours: its shim, or the reader that the shim became. */
function shimsOf(attempt: string): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const words = proc(pid, "cmdline").split("\0", 1)[0] ?? "";
    return words === `runyard shim ${attempt}` || words === `runyard reader ${attempt}`;
  });
}

function heldBy(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).map((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`);
    } catch {
      // It was closed between the two looks: it is looked at again.
      return "closed";
    }
  });
}

/** How often a process has gone to sleep so far: one that sleeps on has the same number. */
function switchesOf(identity: Identity): number {
  assert.ok(isAlive(identity));
  const status = proc(identity.pid, "status");
  const [, own] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(status) ?? assert.fail(status);
  return Number(own);
}

function proc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

async function waitUntil(what: string, isSo: () => boolean): Promise<void> {
  await waitFor(what, () => isSo() || undefined);
}
