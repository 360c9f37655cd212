import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { isAlive, readStat } from "./identity.ts";
import { type Child, launch, stopChild } from "./launch.ts";
import { lookNow } from "./look.ts";

test("launch() tells the exit status, or the signal", async () => {
  assert.deepEqual(await launch({ argv: ["sh", "-c", "exit 3"] }).exited, { kind: "exit", status: 3 });
  const end = await launch({ argv: ["sh", "-c", "kill -USR1 $$"] }).exited;
  assert.deepEqual(end, { kind: "signal", signal: "SIGUSR1" });
});

test("launch() tells what is missing when nothing can be started", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-launch-"));
  const file = join(folder, "file");
  writeFileSync(file, "");
  const failure = (reason: string, system: string, what: string) => ({
    kind: "launch",
    reason,
    system,
    what,
  });
  const missing = launch({ argv: ["/no/such/program"], stdio: { stdin: "pipe", stdout: "pipe" } });
  assert.equal(missing.pid, null);
  missing.stdin?.write("nobody reads this");
  assert.deepEqual(await missing.exited, failure("program", "ENOENT", "/no/such/program"));
  assert.deepEqual(await launch({ argv: [file] }).exited, failure("program", "EACCES", file));
  assert.deepEqual(
    await launch({ argv: ["true"], cwd: "/no/such" }).exited,
    failure("working-folder", "ENOENT", "/no/such"),
  );
  assert.deepEqual(
    await launch({ argv: ["true"], cwd: file }).exited,
    failure("working-folder", "ENOTDIR", file),
  );
  const tooLong = await launch({ argv: ["true", "x".repeat(3_000_000)] }).exited;
  assert.deepEqual(tooLong, failure("program", "E2BIG", "true"));
  rmSync(folder, { recursive: true });
});

test("launch() throws for what no program could be given", () => {
  assert.throws(() => launch({ argv: ["true", "a\0b"] }), TypeError);
});

test("launch() connects the descriptors that are wanted", async () => {
  const child = launch({
    argv: ["sh", "-c", "cat; echo error >&2; echo third >&3"],
    env: { PATH: "/usr/bin:/bin" },
    stdio: { stdin: "pipe", stdout: "pipe", stderr: "pipe", extra: ["pipe"] },
  });
  child.stdin?.end("input");
  const [third] = child.extra;
  const streams = [child.stdout, child.stderr, third].map((stream) => text(stream ?? assert.fail()));
  assert.deepEqual(await Promise.all(streams), ["input", "error\n", "third\n"]);
  assert.deepEqual(await child.exited, { kind: "exit", status: 0 });
});

test("launch() gives the child a session of its own, and the environment alone that it is given", async () => {
  const child = launch({ argv: ["/usr/bin/env"], env: { ONLY: "this" }, stdio: { stdout: "pipe" } });
  assert.equal(readStat(child.pid ?? 0)?.group, child.pid);
  assert.equal(await text(child.stdout ?? assert.fail()), "ONLY=this\n");
});

test("launch() stops the child when its signal is aborted, before or after the start", async () => {
  for (const isEarly of [true, false]) {
    const controller = new AbortController();
    if (isEarly) controller.abort();
    const child = launch({ argv: ["sleep", "300"], signal: controller.signal });
    controller.abort();
    assert.deepEqual(await child.exited, { kind: "signal", signal: "SIGTERM" });
  }
});

test("stopChild() leaves nothing below the child", async () => {
  const child = launch({
    // What has left says that it is ready: then it has left.
    argv: [
      "sh",
      "-c",
      "trap '' TERM; sleep 300 & setsid sh -c 'echo ready; exec sleep 300' & wait; sleep 300",
    ],
    stdio: { stdout: "pipe" },
  });
  await ready(child);
  const below = lookNow().below(child.identity ?? assert.fail());
  assert.equal(below.length, 2);
  const report = await stopChild(child, { ask: "SIGTERM", graceMs: 100 });
  assert.deepEqual(report, { rung: "swept", left: [] });
  assert.deepEqual(below.filter(isAlive), []);
  assert.deepEqual(await child.exited, { kind: "signal", signal: "SIGKILL" });
  assert.equal(child.hasExited(), true);
});

test("unref() lets our process end while the child goes on", async () => {
  const source = new URL("launch.ts", import.meta.url).href;
  const script = `import { launch } from ${JSON.stringify(source)};
    const child = launch({ argv: ["sleep", "300"] });
    child.unref();
    console.log(JSON.stringify(child.identity));`;
  const parent = launch({
    argv: [process.execPath, "--input-type=module", "--eval", script],
    stdio: { stdout: "pipe", stderr: "inherit" },
  });
  const identity = JSON.parse(await text(parent.stdout ?? assert.fail())) as NonNullable<Child["identity"]>;
  assert.deepEqual(await parent.exited, { kind: "exit", status: 0 });
  assert.equal(isAlive(identity), true);
  process.kill(identity.pid, "SIGKILL");
});

async function ready(child: Child): Promise<void> {
  for await (const chunk of child.stdout ?? assert.fail()) {
    if (String(chunk).includes("ready")) return;
  }
}
