import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { EventQueue } from "./event-queue.ts";
import { Task } from "./mod.ts";

test("EventQueue gives a slow reader every event in order, and holds little of them in memory", async () => {
  const queue = new EventQueue<{ readonly place: number; readonly bytes: Uint8Array }>(
    ({ bytes }) => bytes.length,
    () => undefined,
  );
  let [pushed, read] = [0, 0];
  const push = (count: number): void => {
    for (; count > 0; count--) queue.push({ place: pushed, bytes: Buffer.alloc(1024, pushed++) });
  };
  const take = async (count: number): Promise<void> => {
    for (; count > 0; count--) {
      const { value } = await queue.next();
      assert.deepEqual([value?.place, value?.bytes.length, value?.bytes[5]], [read, 1024, read & 255]);
      read++;
    }
  };
  const before = await heldBytes();
  push(100_000);
  assert.ok((await heldBytes()) - before < 20_000_000);
  await take(50_000);
  push(10_000);
  await take(60_000);
  push(10);
  await take(10);
  queue.end();
  assert.deepEqual(await queue.next(), { done: true, value: undefined });
});

test("a worker's events tell which pieces belong to one line", async () => {
  await using task = new Task();
  const worker = task.shell("head -c 2500000 /dev/zero; echo; echo short", { key: "K" });
  const run = task.resume();
  const heard: (readonly [number, boolean])[] = [];
  for await (const event of worker)
    if (event.kind === "read") heard.push([event.line.length, event.goesOn] as const);
  await run;
  const piece = 1024 * 1024;
  assert.deepEqual(heard, [
    [piece, true],
    [piece, true],
    [2_500_000 - 2 * piece, false],
    [5, false],
  ]);
});

/** What is held in memory when everything that nobody needs has been collected. */
async function heldBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) {
    collect();
    // What was collected is given back beside us.
    await sleep(20);
  }
  return process.memoryUsage().arrayBuffers;
}
