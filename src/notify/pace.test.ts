import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notice } from "./outbox.ts";
import {
  type TargetState,
  afterFailure,
  afterTelling,
  dueAt,
  mailPace,
  newTarget,
  webhookPace,
} from "./pace.ts";

const minute = 60_000;
const start = 1_000_000_000;

function notice(at: number, fields: Partial<Notice> = {}, failures = 9): Notice {
  const facts = { series: { failures, since: at, thread: "t" } } as Notice["facts"];
  const key = { target: "ops@example.org", subject: "job type a", kind: "failure" as const };
  return { ...key, count: 1, firstAt: at, at, refusal: null, facts, ...fields };
}

test("dueAt() is at once for the first, and at the end of windows that grow for what comes on", () => {
  let state: TargetState = newTarget;
  let now = start;
  for (const window of [1, 15, 60, 60]) {
    assert.equal(dueAt([notice(now)], state, mailPace), Math.max(now + 200, state.opensAt));
    now = Math.max(now + 200, state.opensAt);
    state = afterTelling([notice(now - 200)], state, mailPace, now);
    assert.equal(state.opensAt, now + window * minute);
    now += 1000;
  }
});

test("afterTelling() begins with the shortest window again after one in which nothing came", () => {
  const grown: TargetState = { ...newTarget, window: 2, opensAt: start };
  assert.equal(afterTelling([notice(start - 5)], grown, mailPace, start).opensAt, start + 60 * minute);
  assert.equal(afterTelling([notice(start + 5)], grown, mailPace, start + 9).opensAt, start + 9 + minute);
});

test("dueAt() lets the first failure of a series and a recovery pass a window, four times in a quarter of an hour", () => {
  let state: TargetState = { ...newTarget, window: 2, opensAt: start + 60 * minute };
  const first = notice(start, { count: 3 }, 3);
  const recovery = notice(start, { kind: "recovery" });
  assert.equal(dueAt([notice(start)], state, mailPace), state.opensAt);
  for (let times = 0; times < 4; times += 1) {
    for (const urgent of [first, recovery]) assert.equal(dueAt([urgent], state, mailPace), start + 200);
    state = afterTelling([first], state, mailPace, start + times);
    assert.equal(state.opensAt, start + 60 * minute);
  }
  assert.equal(dueAt([first], state, mailPace), start + 15 * minute);
  assert.equal(dueAt([notice(start, { count: 2 }, 3)], state, mailPace), state.opensAt);
});

test("afterFailure() doubles the pause up to a quarter of an hour, and telling forgets it", () => {
  let state: TargetState = newTarget;
  const pauses = Array.from({ length: 12 }, () => {
    state = afterFailure(state, mailPace, start);
    return (state.nextTryAt - start) / 1000;
  });
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
  assert.equal(dueAt([notice(start)], state, mailPace), state.nextTryAt);
  assert.equal(afterTelling([notice(start)], state, mailPace, start).nextTryAt, 0);
});

test("dueAt() tells a program at once, and once in a second", () => {
  assert.equal(dueAt([notice(start)], newTarget, webhookPace), start);
  const state = afterTelling([notice(start)], newTarget, webhookPace, start);
  assert.equal(dueAt([notice(start + 1, { kind: "recovery" })], state, webhookPace), start + 1000);
});
