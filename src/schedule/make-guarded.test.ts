import assert from "node:assert/strict";
import { test } from "node:test";
import type { Log } from "../core/mod.ts";
import { makeGuarded } from "./make-guarded.ts";

function listLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const add = (message: string): void => void lines.push(message);
  return { log: { info: add, warn: add, error: add }, lines };
}

test("makeGuarded() suppresses a call while the function runs, with a warning", async () => {
  const { log, lines } = listLog();
  const gate = Promise.withResolvers<void>();
  const calls: string[] = [];
  const definition = { title: "Plot" };
  const plot = makeGuarded(
    async ({ title }) => {
      calls.push(title);
      await gate.promise;
    },
    definition,
    log,
  );
  const first = plot();
  assert.equal(await plot(), false);
  gate.resolve();
  assert.equal(await first, true);
  assert.equal(await plot(), true);
  assert.deepEqual(calls, ["Plot", "Plot"]);
  assert.deepEqual(lines, ['"Plot" has not finished before the next call: that one is suppressed']);
});

test("makeGuarded() logs what the function throws, and lets the next call run", async () => {
  const { log, lines } = listLog();
  let calls = 0;
  const failing = makeGuarded(
    () => {
      calls++;
      throw new RangeError("no such plate");
    },
    { title: "Plot" },
    log,
  );
  assert.equal(await failing(), false);
  assert.equal(await failing(), false);
  assert.equal(calls, 2);
  assert.deepEqual(
    lines,
    Array.from({ length: 2 }, () => '"Plot" failed: no such plate'),
  );
});
