import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startLongTimer } from "./long-timer.ts";

test("startLongTimer() waits for all of the time, by several timers where one can't, and stops when it is told to", async () => {
  const started = performance.now();
  const tookMs = await new Promise<number>((resolve) => {
    startLongTimer(100, () => resolve(performance.now() - started), 15);
  });
  assert.ok(tookMs >= 95 && tookMs < 2000, `it took ${tookMs} ms`);
  let isOver = false;
  const stop = startLongTimer(60, () => (isOver = true), 15);
  await sleep(30);
  stop();
  await sleep(60);
  assert.ok(!isOver);
});
