import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Launcher, type LauncherOptions, isAlive, signal } from "../../src/process/mod.ts";
import { runOnSmallDisk } from "./small-disk.ts";
import { type Yard, openYard } from "./yard.ts";

/** The part of the shim's contract that says what it outlives: signals, its launcher, a silent bell, a full disk. */
export function testSurvival(start: (options: LauncherOptions) => Launcher): void {
  describe("the shim's survival", { timeout: 120_000 }, () => {
    let yard: Yard;
    before(() => {
      yard = openYard(start);
    });
    after(() => yard.close());

    test("signals that a terminal or a service manager sends to all do not end the shim", async () => {
      const attempt = yard.launch(waiting(join(yard.folder, "gate-4"), "exit 4"));
      await yard.waitForRing(attempt, (ring) => ring.kind === "started");
      const { identity } = yard.runningOf(attempt);
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE"] as const)
        signal(identity, name);
      writeFileSync(join(yard.folder, "gate-4"), "");
      assert.deepEqual((await yard.waitForEnd(attempt)).end, { kind: "exit", status: 4 });
    });

    test("running attempts go on and end properly when the launcher is killed or closed", async () => {
      const other = openYard(start);
      const gate = join(other.folder, "gate-5");
      const attempt = other.launch(waiting(gate, "echo done; exit 5"));
      await other.waitForRing(attempt, (ring) => ring.kind === "started");
      const state = other.runningOf(attempt);
      other.killLauncher();
      await other.launcherEnded;
      assert.ok(isAlive(state.identity) && state.command !== null && isAlive(state.command));
      writeFileSync(gate, "");
      assert.deepEqual((await other.waitForEnd(attempt)).end, { kind: "exit", status: 5 });
      assert.equal(readFileSync(join(other.folderOf(attempt), "stdout"), "utf8"), "done\n");
      await other.close();
    });

    test("the end is recorded when nobody listens to the bell", async () => {
      const other = openYard(start);
      other.bell.close();
      const attempt = other.launch(["/bin/sh", "-c", "exit 6"]);
      assert.deepEqual((await other.waitForEnd(attempt)).end, { kind: "exit", status: 6 });
      await other.close();
    });

    test("the command goes on when its shim is killed, and its folder says running", async () => {
      const attempt = yard.launch(["/bin/sleep", "300"]);
      await yard.waitForRing(attempt, (ring) => ring.kind === "started");
      const { identity, command } = yard.runningOf(attempt);
      signal(identity, "SIGKILL");
      while (isAlive(identity)) await sleep(2);
      assert.ok(command !== null && isAlive(command));
      assert.deepEqual(yard.runningOf(attempt), { state: "running", identity, command });
      signal(command, "SIGKILL");
      while (isAlive(command)) await sleep(2);
    });

    test("the end is recorded on a disk that the command has filled, and a full one starts nothing", () => {
      const { filled, refused, rings } = runOnSmallDisk();
      assert.equal(filled.state, "ended");
      assert.deepEqual(filled.state === "ended" && filled.end.end, { kind: "exit", status: 3 });
      assert.deepEqual(refused, { state: "none" });
      assert.deepEqual(rings.at(-1), {
        kind: "failed",
        attempt: "refused",
        stage: "folder",
        system: "ENOSPC",
      });
    });

    test("one launcher starts hundreds of attempts at once, and mixes up none", async () => {
      const attempts = Array.from({ length: 300 }, (_, index) => ({
        index,
        attempt: yard.launch(["/bin/sh", "-c", `echo ${index}; exit ${index % 200}`]),
      }));
      for (const { index, attempt } of attempts) {
        assert.deepEqual((await yard.waitForEnd(attempt)).end, { kind: "exit", status: index % 200 });
        assert.equal(readFileSync(join(yard.folderOf(attempt), "stdout"), "utf8"), `${index}\n`);
      }
    });
  });
}

/** A command that waits for a file, and then does the rest. */
function waiting(gate: string, rest: string): readonly [string, ...string[]] {
  return ["/bin/sh", "-c", `until test -e "$0"; do sleep 0.02; done; ${rest}`, gate];
}
