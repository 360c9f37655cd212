import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { beatsUntil } from "../../test/beats.ts";
import { readOutput, watchOutput } from "./output.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-output-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("readOutput() reads the range that is there, and tells the size", async () => {
  const path = join(folder, "stdout");
  assert.deepEqual(await read(path, 0, 10), ["", 0]);
  appendFileSync(path, "0123456789");
  assert.deepEqual(await read(path, 0, 4), ["0123", 10]);
  assert.deepEqual(await read(path, 8, 100), ["89", 10]);
  assert.deepEqual(await read(path, 10, 100), ["", 10]);
  assert.deepEqual(await read(path, 50, 100), ["", 10]);
  assert.deepEqual(await read(path, 3, 0), ["", 10]);
});

test("watchOutput() tells of a change at once, and of none after its end", async () => {
  let changes = 0;
  const close = watchOutput(folder, () => changes++);
  appendFileSync(join(folder, "stdout"), "a");
  // Without an event it would look after a second.
  await beatsUntil("a change was told", () => changes > 0, 90);
  close();
  await sleep(20);
  const before = changes;
  appendFileSync(join(folder, "stdout"), "b");
  await sleep(50);
  assert.equal(changes, before);
});

test("watchOutput() still has its reader look when there is nothing to watch", async () => {
  const { promise: looked, resolve } = Promise.withResolvers<void>();
  const close = watchOutput(join(folder, "missing"), resolve);
  // The watch alone keeps no process alive.
  const awake = setInterval(() => undefined, 1000);
  await looked;
  clearInterval(awake);
  close();
});

async function read(path: string, offset: number, length: number): Promise<readonly [string, number]> {
  const { bytes, sizeBytes } = await readOutput(path, offset, length);
  return [Buffer.from(bytes).toString(), sizeBytes];
}
