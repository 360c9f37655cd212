import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readEvery } from "./every.ts";
import type { DstRule } from "./next-instant.ts";
import { whenAt } from "./when-at.ts";
import { whenCron } from "./when-cron.ts";
import { whenEvery } from "./when-every.ts";
import type { When } from "./when.ts";

const lines = readFileSync(new URL("when-cases.txt", import.meta.url), "utf8").split("\n");

for (const line of lines.filter((each) => each !== "" && !each.startsWith("#"))) {
  const [kind = "", text = "", zone = "", after = "", before = "", due = "", source] = line.split(" | ");
  test(`next() of ${kind} "${text}" in ${zone} gives what is due after ${after}: ${source}`, () => {
    const when = whenOf(kind, text, zone, Date.parse(after));
    assert.deepEqual(dueOf(when, Date.parse(after), Date.parse(before)), due.split(", ").map(longInstant));
  });
}

test("next() is tried on every kind, zone and change of the clocks that the table is for", () => {
  const rows = lines.map((line) => line.split(" | ")).filter((row) => row.length === 7);
  assert.equal(rows.length, lines.filter((line) => line !== "" && !line.startsWith("#")).length);
  for (const zone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC"]) {
    for (const kind of ["at", "cron"]) assert.ok(rows.some((row) => row[0] === kind && row[2] === zone));
  }
});

function whenOf(kind: string, text: string, zone: string, startedAt: number): When {
  const [name, dst = "vixie"] = kind.split(" ");
  switch (name) {
    case "at":
      return whenAt(text, zone);
    case "cron":
      return whenCron(text, { zone, dst: dst as DstRule });
    default:
      return whenEvery(readEvery(text), { startedAt, lastStart: null });
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
