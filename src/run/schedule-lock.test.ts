import assert from "node:assert/strict";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "../core/mod.ts";
import { dataFolder } from "./data-folder.ts";
import { lockSchedule, whileShared } from "./schedule-lock.ts";

const NOBODY = 65534;

test("what somebody else's killed run has left counts as running while nobody can look", async (t) => {
  // Only root can be somebody else; as another user it would be refused in any case.
  const isRoot = process.getuid?.() === 0;
  const [data, place] = ["data", "place"].map((name) => mkdtempSync(join(tmpdir(), `runyard-lock-${name}-`)));
  assert.ok(data !== undefined && place !== undefined);
  t.after(() => {
    if (isRoot) process.seteuid?.(0);
    for (const folder of [data, place]) rmSync(folder, { recursive: true });
  });
  if (isRoot) chownSync(data, NOBODY, NOBODY);
  mkdirSync(join(place, "agent", "attempts"), { recursive: true, mode: isRoot ? 0o700 : 0 });
  const folder = dataFolder(data);
  const lock = await lockSchedule(folder, "nightly", "a test", systemClock);
  const start = (): Promise<string> =>
    whileShared({ data: folder, clock: systemClock }, "nightly", async () => "started");
  await assert.rejects(start(), { code: "not-allowed", message: /: a test with pid \d+ has it since / });
  await lock.release();

  // As a killed one leaves it.
  const run = join(data, "schedules", "nightly.run");
  writeFileSync(run, place);
  if (isRoot) chownSync(run, NOBODY, NOBODY);
  if (isRoot) process.seteuid?.(NOBODY);
  await assert.rejects(start(), {
    code: "not-allowed",
    message:
      /had started may still run: Cannot look into ".*": this user may not; where .*, remove ".*nightly\.run"$/,
  });
  rmSync(run);
  assert.equal(await start(), "started");
});
