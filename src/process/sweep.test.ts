import assert from "node:assert/strict";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findMarked } from "./sweep.ts";

test("findMarked() finds each marker's processes in one look, and no others", async () => {
  const marked = (marker: string) =>
    spawn("sleep", ["300"], { env: { ...process.env, RUNYARD_ATTEMPT: marker } });
  const children = [
    marked("one"),
    marked("two"),
    marked("one"),
    marked("one-more"),
    spawn("sleep", ["300"], { env: { PATH: process.env["PATH"], NOT_RUNYARD_ATTEMPT: "one" } }),
  ];
  const pids = children.map((child) => child.pid ?? assert.fail());
  const found = await lookUntil(3, new Set(["one", "two", "three"]));
  assert.deepEqual([...found.keys()].toSorted(), ["one", "two"]);
  const ones = new Set(found.get("one")?.map((identity) => identity.pid));
  assert.deepEqual(ones, new Set([pids[0], pids[2]]));
  assert.deepEqual(
    found.get("two")?.map((identity) => identity.pid),
    [pids[1]],
  );
  for (const child of children) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

test("findMarked() reads environments of any size", async () => {
  const env = { A: "x".repeat(120_000), B: "y".repeat(120_000), RUNYARD_ATTEMPT: "behind-much" };
  const child = spawn("/usr/bin/env", ["sleep", "300"], { env: { ...env, PATH: process.env["PATH"] } });
  const found = await lookUntil(1, new Set(["behind-much"]));
  assert.equal(found.get("behind-much")?.[0]?.pid, child.pid);
  child.kill("SIGKILL");
  await once(child, "exit");
});

/** Looks until that many are found: between fork and exec a child still has our own environment. */
async function lookUntil(
  count: number,
  markers: ReadonlySet<string>,
): Promise<ReturnType<typeof findMarked>> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const found = findMarked(markers);
    if ([...found.values()].flat().length === count || performance.now() > deadline) return found;
    await sleep(5);
  }
}
