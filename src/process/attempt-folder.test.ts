import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { claimVoid, readAttempt } from "./attempt-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-attempt-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HEAD = "runyard-shim 1\npid 12\nstart 345\nboot 0b\n";
const identity = { pid: 12, startTicks: 345, bootId: "0b" };

test("readAttempt() says none when there is no identity", () => {
  assert.deepEqual(readAttempt(folder), { state: "none" });
  assert.deepEqual(readAttempt(join(folder, "missing")), { state: "none" });
});

test("readAttempt() says running when a shim owns the attempt", () => {
  writeFileSync(join(folder, "identity"), pad(HEAD));
  assert.deepEqual(readAttempt(folder), { state: "running", identity, command: null });
  writeFileSync(join(folder, "identity"), pad(`${HEAD}command 13\ncommand-start 346\n`));
  const command = { pid: 13, startTicks: 346, bootId: "0b" };
  assert.deepEqual(readAttempt(folder), { state: "running", identity, command });
});

test("readAttempt() leaves out lines that are half written", () => {
  const whole = `${HEAD}command 1234\ncommand-start 5678\n`;
  for (let length = HEAD.length; length < whole.length; length++) {
    writeFileSync(join(folder, "identity"), pad(whole.slice(0, length)));
    assert.deepEqual(readAttempt(folder), { state: "running", identity, command: null }, `${length} bytes`);
  }
});

test("readAttempt() takes an unreadable end for none", () => {
  writeFileSync(join(folder, "identity"), pad(HEAD));
  const ends = [
    "",
    "\0\0\0",
    "end exit 0\nended 5\n",
    HEAD,
    `${HEAD}end exit\nended 5\n`,
    `${HEAD}end exit 0\n`,
  ];
  for (const text of [...ends, `${HEAD}end launch program\nended 5\n`, `${HEAD}end exit 0\nended`]) {
    writeFileSync(join(folder, "end"), pad(text));
    assert.equal(readAttempt(folder).state, "running", JSON.stringify(text));
  }
  rmSync(join(folder, "identity"));
  assert.deepEqual(readAttempt(folder), { state: "none" });
});

test("readAttempt() reads an end without what the machine could not tell", () => {
  writeFileSync(join(folder, "end"), pad(`${HEAD}end signal 9\nbegan 4\nended 5\nchildren 1\n`));
  assert.deepEqual(readAttempt(folder), {
    state: "ended",
    end: {
      end: { kind: "signal", signal: "SIGKILL" },
      shim: identity,
      pid: null,
      startedAtMs: 4,
      endedAtMs: 5,
      cpuMs: null,
      peakMemoryBytes: null,
      outputLost: null,
      childrenLeft: true,
    },
  });
});

test("readAttempt() says why output was lost when the shim could not keep it", () => {
  writeFileSync(join(folder, "end"), pad(`${HEAD}end exit 0\nended 5\nlost-output EDQUOT\nchildren 0\n`));
  const state = readAttempt(folder);
  assert.equal(state.state === "ended" && state.end.outputLost, "EDQUOT");
});

test("claimVoid() owns an attempt once", () => {
  const attempt = join(folder, "a", "b");
  assert.equal(claimVoid(attempt), true);
  assert.equal(claimVoid(attempt), false);
  assert.deepEqual(readAttempt(attempt), { state: "void" });
  assert.equal(statSync(attempt).mode & 0o777, 0o700);
});

test("readAttempt() says void when whoever claimed it could write no more than the name", () => {
  writeFileSync(join(folder, "identity"), "");
  assert.deepEqual(readAttempt(folder), { state: "void" });
});

test("claimVoid() throws the system's error when the folder cannot be made", () => {
  writeFileSync(join(folder, "file"), "");
  assert.throws(() => claimVoid(join(folder, "file", "attempt")), { code: "ENOTDIR" });
});

function pad(text: string): string {
  return `${text.padEnd(1023)}\n`;
}
