import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type PasswordHash, makePasswordHash } from "../../config/mod.ts";
import { PasswordCheck } from "./password-check.ts";

let password: PasswordHash;
let now = 1_000_000;
const clock = { now: (): number => now };

before(async () => {
  password = await makePasswordHash("right");
});

function makeCheck(): PasswordCheck {
  return new PasswordCheck([{ name: "ann", role: "user", password }], clock);
}

test("check() knows a user by the right password, and recall() does for five minutes", async () => {
  const check = makeCheck();
  assert.equal(check.recall("ann", "right"), undefined);
  assert.equal(await check.check("ann", "wrong"), undefined);
  assert.deepEqual(await check.check("ann", "right"), { name: "ann", role: "user" });
  assert.deepEqual(check.recall("ann", "right"), { name: "ann", role: "user" });
  assert.equal(check.recall("ann", "wrong"), undefined);
  assert.equal(check.recall("an", "nright"), undefined);
  now += 300_000;
  assert.equal(check.recall("ann", "right"), undefined);
});

test("check() takes its time for a name that is none", async () => {
  const check = makeCheck();
  const timeOf = (name: string): Promise<number> => timeOfCheck(check, name);
  const known = Math.min(await timeOf("ann"), await timeOf("ann"));
  const unknown = Math.min(await timeOf("nobody"), await timeOf("nobody"));
  assert.ok(unknown > known / 4, `${unknown} ms where a known name takes ${known} ms`);
});

test("check() takes as long for a name that is none as for the costliest hash", async () => {
  const cheap = { ...password, costLog: 10 };
  const users = [cheap, password, cheap].map(
    (hash, n) => ({ name: `user${n}`, role: "user", password: hash }) as const,
  );
  const check = new PasswordCheck(users, clock);
  const timeOf = (name: string): Promise<number> => timeOfCheck(check, name);
  const costly = Math.min(await timeOf("user1"), await timeOf("user1"));
  const unknown = Math.min(await timeOf("nobody"), await timeOf("nobody"));
  assert.ok(unknown > costly / 4, `${unknown} ms where the costliest takes ${costly} ms`);
});

test("hasRoom is false where more would only queue up, and true again after it", async () => {
  const check = makeCheck();
  const all: Promise<unknown>[] = [];
  while (check.hasRoom) all.push(check.check("ann", `guess ${all.length}`));
  assert.equal(all.length, 22);
  await Promise.all(all);
  assert.equal(check.hasRoom, true);
  assert.deepEqual(await check.check("ann", "right"), { name: "ann", role: "user" });
});

/** The processor time of a check, in milliseconds: what other processes take is not in it. */
async function timeOfCheck(check: PasswordCheck, name: string): Promise<number> {
  const start = process.cpuUsage();
  await check.check(name, "wrong");
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
