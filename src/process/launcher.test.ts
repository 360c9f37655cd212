import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { identify, isAlive } from "./identity.ts";
import { startLauncher } from "./launcher.ts";
import type { ProcessEnd } from "./process-end.ts";

test("startLauncher() tells once when the launcher is killed, and takes requests without harm after", async () => {
  const ends: ProcessEnd[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const folder = mkdtempSync(join(tmpdir(), "runyard-launcher-"));
  const launcher = startLauncher({
    bell: join(folder, "bell"),
    onExit: (end) => {
      ends.push(end);
      resolve();
    },
  });
  const request = { attempt: "a", folder: join(folder, "a"), cwd: null, argv: ["true"], env: {} } as const;
  process.kill(launcher.pid ?? assert.fail(), "SIGKILL");
  for (let times = 0; times < 100; times++) launcher.launch(request);
  await promise;
  launcher.launch(request);
  await sleep(20);
  await launcher.close();
  assert.deepEqual(ends, [{ kind: "signal", signal: "SIGKILL" }]);
  rmSync(folder, { recursive: true });
});

test("close() ends the launcher, and is no end to be told of", async () => {
  const launcher = startLauncher({ bell: "/nowhere", onExit: () => assert.fail("it was closed") });
  const identity = identify(launcher.pid ?? assert.fail()) ?? assert.fail();
  // It has this name when it takes no notice of signals any more.
  while (readFileSync(`/proc/${identity.pid}/cmdline`, "latin1").split("\0", 1)[0] !== "runyard launcher")
    await sleep(2);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(identity.pid, name);
  await sleep(50);
  assert.equal(isAlive(identity), true);
  await launcher.close();
  assert.equal(isAlive(identity), false);
  await launcher.close();
});
