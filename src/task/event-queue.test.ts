import assert from "node:assert/strict";
import { test } from "node:test";
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
  const before = process.memoryUsage().arrayBuffers;
  push(100_000);
  assert.ok(process.memoryUsage().arrayBuffers - before < 60_000_000);
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
