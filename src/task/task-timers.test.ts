import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { Task, type Timer, type TimerOptions } from "./mod.ts";

test("timer() fires once at its time, and the run waits for it", async () => {
  await using task = new Task();
  const started = performance.now();
  let firedAt = 0;
  const timer = task.timer({ fire: 0.1, handler: { evTimer: () => void (firedAt = performance.now()) } });
  await task.resume();
  assert.ok(firedAt - started >= 99, String(firedAt - started));
  assert.equal(timer.isValid(), false);
  await task.resume();
});

test("a timer with an interval goes on until it is invalidated, and has no drift", async () => {
  await using task = new Task();
  let count = 0;
  const started = performance.now();
  task.timer({
    fire: 0.02,
    interval: 0.02,
    handler: {
      evTimer(timer) {
        if (++count === 10) timer.invalidate();
      },
    },
  });
  await task.resume();
  assert.equal(count, 10);
  assert.ok(performance.now() - started >= 199);
});

test("an autoclose timer holds nothing up", async () => {
  await using task = new Task();
  using gate = new Gate();
  let count = 0;
  task.timer({ fire: 3600, autoclose: true, handler: { evTimer: () => assert.fail() } });
  const evTimer = (): void => void (++count === 2 && gate.open());
  task.timer({ fire: 0.01, interval: 0.01, autoclose: true, handler: { evTimer } });
  await task.run(gate.wait);
  assert.ok(count >= 2, String(count));
});

test("a timer that another has invalidated in the same turn is not called", async () => {
  await using task = new Task();
  const called: number[] = [];
  const timers: Timer[] = [0, 1].map((index) =>
    task.timer({
      fire: 0.05,
      handler: {
        evTimer() {
          called.push(index);
          timers[1 - index]?.invalidate();
        },
      },
    }),
  );
  const until = performance.now() + 100;
  const run = task.resume();
  // Both are due when the loop turns again.
  while (performance.now() < until);
  await run;
  assert.deepEqual(called, [0]);
});

test("a timer is made, and set anew, while its task runs", async () => {
  await using task = new Task();
  using gate = new Gate();
  const called: string[] = [];
  const note = (what: string): void => {
    called.push(what);
    if (called.length === 2) gate.open();
  };
  const late = task.timer({ fire: 0.02, handler: { evTimer: () => note("late") } });
  task.shell(gate.wait, {
    handler: {
      evPickup: () => void task.timer({ fire: 0.05, handler: { evTimer: () => note("new") } }),
      evClose: () => late.setNextFire(0.05),
    },
  });
  await task.resume();
  assert.deepEqual(called, ["late", "new", "late"]);
});

test("what a timer's handler throws rejects the run", async () => {
  await using task = new Task();
  task.shell("sleep 60");
  const boom = (): never => {
    throw new Error("boom");
  };
  task.timer({ fire: 0.05, handler: { evTimer: boom } });
  await assert.rejects(task.resume(), { message: "boom" });
});

test("timer() refuses times that are none, and to be without a handler", async () => {
  await using task = new Task();
  assert.throws(() => task.timer({ fire: -1, handler: {} }), RangeError);
  assert.throws(() => task.timer({ fire: "soon", handler: {} }));
  assert.throws(() => task.timer({ fire: 1 } as unknown as TimerOptions), TypeError);
});
