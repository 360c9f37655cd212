import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { limitScripts } from "./run-script.ts";
import { SharedCache } from "./shared-cache.ts";

const never = new AbortController().signal;

test("get() keeps an answer for its time", async () => {
  let now = 0;
  let loads = 0;
  const cache = new SharedCache<number>({ now: () => now }, 100);
  const ask = (): Promise<number> => cache.get("key", never, () => Promise.resolve(++loads));
  assert.deepEqual([await ask(), await ask()], [1, 1]);
  now = 99;
  assert.equal(await ask(), 1);
  now = 100;
  assert.equal(await ask(), 2);
  cache.clear();
  assert.equal(await ask(), 3);
});

test("get() shares an answer that is on its way, and keeps no failure", async () => {
  let loads = 0;
  const cache = new SharedCache<string>({ now: () => 0 }, 100);
  const fail = async (): Promise<string> => {
    loads++;
    await sleep(5);
    throw new Error("no");
  };
  const both = await Promise.allSettled([cache.get("key", never, fail), cache.get("key", never, fail)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.equal(loads, 1);
  assert.equal(await cache.get("key", never, () => Promise.resolve("yes")), "yes");
});

test("get() stops the work when the last asker has lost interest", async () => {
  const cache = new SharedCache<string>({ now: () => 0 }, 100);
  const log: string[] = [];
  const load = async (signal: AbortSignal): Promise<string> => {
    await sleep(10_000, undefined, { signal }).catch(() => log.push("stopped"));
    return "late";
  };
  const [one, other] = [new AbortController(), new AbortController()];
  const first = cache.get("key", one.signal, load);
  const second = cache.get("key", other.signal, load);
  one.abort(new Error("first is gone"));
  await assert.rejects(first, /first is gone/);
  assert.deepEqual(log, []);
  other.abort(new Error("second is gone"));
  await assert.rejects(second, /second is gone/);
  assert.deepEqual(log, ["stopped"]);
});

test("limitScripts() runs only so many at once", async () => {
  let running = 0;
  let most = 0;
  const run = limitScripts(async (script) => {
    most = Math.max(most, ++running);
    await sleep(2);
    running--;
    return { status: 0, stdout: script, failure: null };
  }, 3);
  const options = { cwd: "/", env: {}, signal: never };
  const results = await Promise.all(Array.from({ length: 10 }, (_, index) => run(`${index}`, options)));
  assert.deepEqual(
    results.map(({ stdout }) => stdout),
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  );
  assert.equal(most, 3);
});

test("limitScripts() does not start what nobody wants any more", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const started: string[] = [];
  const run = limitScripts(async (script) => {
    started.push(script);
    await promise;
    return { status: 0, stdout: "", failure: null };
  }, 1);
  const options = { cwd: "/", env: {}, signal: never };
  const stopping = new AbortController();
  const first = run("first", options);
  const second = run("second", { ...options, signal: stopping.signal });
  const third = run("third", options);
  stopping.abort();
  assert.equal((await second).failure, "it was stopped");
  resolve();
  await Promise.all([first, third]);
  assert.deepEqual(started, ["first", "third"]);
});
