import assert from "node:assert/strict";
import test from "node:test";
import { FailureLimit } from "./failure-limit.ts";

function limitAt(start: number): { readonly limit: FailureLimit; readonly advance: (ms: number) => void } {
  let now = start;
  const limit = new FailureLimit({ now: () => now });
  return { limit, advance: (ms) => void (now += ms) };
}

const ann = [{ key: "ann", most: 2 }];

test("take() counts tries until there are as many as may be, and anew after a minute", () => {
  const { limit, advance } = limitAt(1_000_000);
  assert.equal(limit.take(ann), 0);
  advance(50_000);
  assert.equal(limit.take(ann), 0);
  assert.equal(limit.take(ann), 10);
  advance(9500);
  assert.equal(limit.take(ann), 1);
  advance(500);
  assert.equal(limit.take(ann), 0);
});

test("take() counts none of the keys where one is full", () => {
  const { limit } = limitAt(1_000_000);
  const both = [...ann, { key: "place", most: 3 }];
  assert.deepEqual([limit.take(both), limit.take(both)], [0, 0]);
  assert.equal(limit.take(both), 60);
  assert.equal(limit.take([{ key: "place", most: 3 }]), 0);
});

test("forgive() takes a try back", () => {
  const { limit } = limitAt(1_000_000);
  for (let round = 0; round < 10; round++) {
    assert.equal(limit.take(ann), 0);
    limit.forgive(ann);
  }
});

test("take() waits no longer where the clock was set back", () => {
  const { limit, advance } = limitAt(1_000_000);
  limit.take(ann);
  limit.take(ann);
  advance(-500_000);
  assert.equal(limit.take(ann), 0);
});
