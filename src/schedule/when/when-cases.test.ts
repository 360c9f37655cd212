import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readEvery } from "./every.ts";
import type { DstRule } from "./next-instant.ts";
import { whenAt } from "./when-at.ts";
import { whenCron } from "./when-cron.ts";
import { whenEvery } from "./when-every.ts";
import type { When } from "./when.ts";

const text = readFileSync(new URL("when-cases.txt", import.meta.url), "utf8");
const cases = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

for (const line of cases) {
  const [kind = "", written = "", zone = "", after = "", before = "", due = "", source] = line.split(" | ");
  test(`next() of ${kind} "${written}" in ${zone} gives what is due after ${after}: ${source}`, () => {
    const when = whenOf(kind, written, zone, Date.parse(after));
    assert.deepEqual(dueOf(when, Date.parse(after), Date.parse(before)), due.split(", ").map(longInstant));
  });
}

test("next() is tried with at and cron in each of the zones that the table is for", () => {
  for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC"]) {
    for (const kind of ["at", "cron"]) assert.ok(cases.some((line) => isOf(line, kind, zone)));
  }
});

function isOf(line: string, kind: string, zone: string): boolean {
  const row = line.split(" | ");
  return row[0] === kind && row[2] === zone;
}

function whenOf(kind: string, written: string, zone: string, startedAt: number): When {
  const [name, dst = "vixie"] = kind.split(" ");
  switch (name) {
    case "at":
      return whenAt(written, zone, dst as DstRule);
    case "cron":
      return whenCron(written, { zone, dst: dst as DstRule });
    default:
      return whenEvery(readEvery(written), { startedAt, lastStart: null });
  }
}

function dueOf(when: When, after: number, before: number): string[] {
  const due: string[] = [];
  for (let next = when.next(after); next !== null && next < before; next = when.next(next)) {
    due.push(new Date(next).toISOString());
  }
  return due;
}

function longInstant(instant: string): string {
  return new Date(instant).toISOString();
}
