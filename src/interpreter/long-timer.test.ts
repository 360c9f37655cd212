import assert from "node:assert/strict";
import { test } from "node:test";
import { startLongTimer } from "./long-timer.ts";

test("startLongTimer() waits for all of the time, by several timers where one can't, and stops when it is told to", async () => {
  const started = performance.now();
  const tookMs = await new Promise<number>((resolve) => {
    startLongTimer(100, () => resolve(performance.now() - started), 15);
  });
  assert.ok(tookMs >= 95, `it took ${tookMs} ms`);
  let isOver = false;
  await new Promise<void>((resolve) => {
    const stop = startLongTimer(5000, () => (isOver = true), 15);
    // It has begun its second timer by then, and another that is as long is over when it would be.
    setTimeout(stop, 30);
    startLongTimer(5000, resolve, 15);
  });
  assert.ok(!isOver);
});
