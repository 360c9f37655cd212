import assert from "node:assert/strict";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ring, openBell } from "./bell.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-bell-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("openBell() makes the pipe, for us alone, and hears each ring", async () => {
  const path = join(folder, "bell");
  const rings: Ring[] = [];
  const bell = openBell(path, (ring) => void rings.push(ring));
  assert.equal(statSync(path).isFIFO(), true);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const parts = ["started a\nend", "ed a\nfailed b folder EN", "OSPC\n", "nonsense\n\nended\nended c\n"];
  for (const [index, part] of parts.entries()) {
    ringAt(path, part);
    // Each part brings one whole ring, so it has been read alone.
    while (rings.length <= index) await sleep(2);
  }
  assert.deepEqual(rings, [
    { kind: "started", attempt: "a" },
    { kind: "ended", attempt: "a" },
    { kind: "failed", attempt: "b", stage: "folder", system: "ENOSPC" },
    { kind: "ended", attempt: "c" },
  ]);
  bell.close();
});

test("openBell() takes a pipe that is there already, and close() frees it", async () => {
  const path = join(folder, "bell");
  openBell(path, () => undefined).close();
  while (isHeard(path)) await sleep(2);
  assert.throws(() => ringAt(path, "ended a\n"), { code: "ENXIO" });
  const rings: Ring[] = [];
  const bell = openBell(path, (ring) => void rings.push(ring));
  ringAt(path, "ended b\n");
  while (rings.length === 0) await sleep(2);
  assert.deepEqual(rings, [{ kind: "ended", attempt: "b" }]);
  bell.close();
});

test("openBell() refuses what is not a pipe, and a folder that is missing", () => {
  writeFileSync(join(folder, "file"), "");
  const open = (name: string) => () => openBell(join(folder, name), () => undefined);
  assert.throws(open("file"), { code: "store-unusable", message: /file": it is not a named pipe$/ });
  assert.throws(open("missing/bell"), { code: "store-unusable", message: /No such file or directory/ });
});

function ringAt(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  writeSync(file, text);
  closeSync(file);
}

function isHeard(path: string): boolean {
  try {
    ringAt(path, "");
    return true;
  } catch {
    return false;
  }
}
