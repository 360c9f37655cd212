import assert from "node:assert/strict";
import { test } from "node:test";
import { RunyardError } from "../core/mod.ts";
import { type Phase, checkTransition, isEnd, isPhase, phases, transitions } from "./phase.ts";

/** Which steps UWS 1.1 (§2.1.3) has, its words and its diagram read in the widest way. */
const standard: Readonly<Record<Phase, readonly Phase[]>> = {
  PENDING: ["QUEUED", "EXECUTING", "ERROR", "ABORTED", "HELD", "ARCHIVED", "UNKNOWN"],
  HELD: ["QUEUED", "ERROR", "ABORTED", "ARCHIVED", "UNKNOWN"],
  QUEUED: ["EXECUTING", "ERROR", "ABORTED", "HELD", "ARCHIVED", "UNKNOWN"],
  EXECUTING: ["COMPLETED", "ERROR", "ABORTED", "SUSPENDED", "ARCHIVED", "UNKNOWN"],
  SUSPENDED: ["EXECUTING", "ERROR", "ABORTED", "ARCHIVED", "UNKNOWN"],
  COMPLETED: ["ARCHIVED", "UNKNOWN"],
  ERROR: ["ARCHIVED", "UNKNOWN"],
  ABORTED: ["ARCHIVED", "UNKNOWN"],
  UNKNOWN: phases,
  ARCHIVED: [],
};

/**
 * Which of them we take, a row a phase, in the order of `phases`: a job passes QUEUED always, what is queued is never
 * held, only a job that an agent has gets unknown, only an end is archived.
 */
const ours = `
  .  Q  .  .  E  A  H  .  .  .   PENDING
  .  .  X  .  E  A  .  .  .  .   QUEUED
  .  .  .  C  E  A  .  S  U  .   EXECUTING
  .  .  .  .  .  .  .  .  .  R   COMPLETED
  .  .  .  .  .  .  .  .  .  R   ERROR
  .  .  .  .  .  .  .  .  .  R   ABORTED
  .  Q  .  .  E  A  .  .  .  .   HELD
  .  .  X  .  E  A  .  .  U  .   SUSPENDED
  .  .  X  C  E  A  .  S  .  .   UNKNOWN
  .  .  .  .  .  .  .  .  .  .   ARCHIVED
`;

const matrix = new Map(
  ours
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map((cells) => [cells[phases.length] ?? "", cells.slice(0, phases.length).map((cell) => cell !== ".")]),
);

test("checkTransition() lets a job take exactly the steps of the matrix", () => {
  assert.deepEqual([...matrix.keys()], [...phases]);
  for (const from of phases) {
    for (const [column, to] of phases.entries()) {
      const isAllowed = matrix.get(from)?.[column] === true;
      assert.equal(transitions.get(from, to), isAllowed, `${from} → ${to}`);
      if (isAllowed) checkTransition("0x", from, to);
      else assert.throws(() => checkTransition("0x", from, to), isRefusal(from, to));
    }
  }
});

test("transitions.get() has no step that UWS 1.1 has not", () => {
  for (const from of phases) {
    const taken = phases.filter((to) => transitions.get(from, to));
    assert.deepEqual(
      taken.filter((to) => !standard[from].includes(to)),
      [],
      from,
    );
  }
});

test("transitions.get() lets every phase be reached from PENDING, and an end from every phase", () => {
  assert.deepEqual(reachableFrom("PENDING"), new Set(phases));
  for (const phase of phases) assert.ok([...reachableFrom(phase)].some(isEnd), phase);
});

test("isEnd() is true where nothing but ARCHIVED can follow", () => {
  for (const phase of phases) {
    const next = phases.filter((to) => transitions.get(phase, to));
    assert.equal(
      isEnd(phase),
      next.every((to) => to === "ARCHIVED"),
      phase,
    );
  }
});

test("isPhase() knows the ten names, and no other spelling", () => {
  assert.deepEqual(
    phases.filter((phase) => !isPhase(phase)),
    [],
  );
  for (const text of ["", "pending", "RUN", "ABORT", "toString", "EXECUTING "])
    assert.equal(isPhase(text), false, text);
});

function isRefusal(from: Phase, to: Phase): (error: unknown) => boolean {
  return (error) =>
    error instanceof RunyardError &&
    error.code === "not-allowed" &&
    error.message === `Cannot bring job "0x" to ${to}: it is ${from}`;
}

function reachableFrom(start: Phase): Set<Phase> {
  const found = new Set<Phase>([start]);
  for (const from of found) for (const to of phases) if (transitions.get(from, to)) found.add(to);
  return found;
}
