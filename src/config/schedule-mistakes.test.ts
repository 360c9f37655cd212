import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { mistakesIn } from "../../test/config/mistakes-in.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-"));
});
after(() => rm(folder, { recursive: true }));

/** A file, and each mistake in it with line and column. */
const wrong: readonly (readonly [string, ...string[]])[] = [
  [
    `schedules:
  a: { at: "m30 5:00", command: [x] }
  b: { cron: "0 0 30 2 *", command: [x] }
  c: { at: "4:30", timezone: Europe/Berlim, command: [x] }
  d: { every: 0, command: [x] }
`,
    '2:12: schedules.a.at: Cannot read the time "m30 5:00": the days of the month are m1 to m28, which every month has; a cron line knows the last day, L',
    '3:14: schedules.b.cron: Cannot read the cron line "0 0 30 2 *": no year has such a day, so it would never happen',
    '4:30: schedules.c.timezone: Cannot find the time zone "Europe/Berlim": did you mean Europe/Berlin?',
    "5:15: schedules.d.every: Cannot read the interval 0: the shortest is 100ms",
  ],
  [
    `schedules:
  a: { command: [x] }
  b: { at: "4:30", every: 60, command: [x] }
  c: { at: "4:30" }
  d: { at: "4:30", command: [x], python: y.py }
`,
    "2:3: schedules.a: expected one of the keys at, every, cron; found none",
    "3:20: schedules.b.every: expected one of at, every, cron; found at and every",
    "4:3: schedules.c: expected one of the keys job, command, python; found none",
    "5:34: schedules.d.python: expected one way of doing the work, found command and python",
  ],
  [
    `schedules:
  a: { at: "4:30", command: [x] }
  a: { at: "5:30", command: [x] }
`,
    "3:3: this key is there already",
  ],
  [
    `schedules:
  a: { at: "4:30", title: Same, command: [x] }
  b: { at: "5:30", title: Same, command: [x] }
`,
    '3:27: schedules.b.title: "a" has the same title',
  ],
  [
    `jobs:
  render: { command: [echo, "{scene}"], parameters: { scene: { type: string, required: true }, frames: { type: integer } } }
schedules:
  a: { at: "4:30", job: rendr }
  b: { at: "4:30", job: render }
  c: { at: "4:30", job: render, parameters: { scene: x, frame: 3 } }
  d: { at: "4:30", job: render, parameters: { scene: x, frames: many } }
  e: { at: "4:30", job: render, parameters: { scene: x }, limits: { duration: 1h } }
`,
    '4:25: schedules.a.job: expected a job type, found "rendr"; did you mean "render"?',
    '5:3: schedules.b.parameters: the job type "render" requires "scene"',
    '6:45: schedules.c.parameters: Cannot set parameter "frame": type "render" has no such parameter; did you mean "frames"?',
    '7:45: schedules.d.parameters: Cannot set parameter "frames" to "many": it takes a whole number',
    "8:59: schedules.e.limits: the job type says this, not the schedule",
  ],
  [
    `definitions:
  one: { original: two }
  two: { original: one, command: [x] }
schedules:
  a: { at: "4:30", original: a, command: [x] }
  b: { at: "4:30", original: one }
  c: { at: "4:30", procDef: nothing }
`,
    "2:20: definitions.one.original: the references go in a circle: two → one → two",
    "3:20: definitions.two.original: the references go in a circle: one → two → one",
    "5:30: schedules.a.original: the references go in a circle: a → a",
    '7:29: schedules.c.procDef: expected the id of a definition or a schedule, found "nothing"',
  ],
  [
    `definitions:
  plot: { command: [plot, "{what}", "{wat}"], setup: { what: null } }
schedules:
  a: { at: "4:30", procDef: plot, bind: { whot: x } }
  b: { at: "4:30", procDef: plot }
  c: { at: "4:30", procDef: plot, bind: { what: x } }
`,
    '2:11: definitions.plot.command: Cannot fill in "{wat}": no parameter is named "wat"; did you mean {what}?',
    "4:35: schedules.a.bind.what: setup wants to be told what this is",
    '4:43: schedules.a.bind.whot: setup declares no "whot"; did you mean "what"?',
    "5:3: schedules.b.bind.what: setup wants to be told what this is",
  ],
  [
    `schedules:
  a: { at: "4:30", command: [x], start: 2026-02-30, end: tomorrow }
  b: { at: "4:30", command: [x], start: 2026-03-01, end: 2026-02-01 }
  c: { cron: "0 0 29 2 *", command: [x], start: 2026-03-01, end: 2027-01-01 }
  d: { at: "4:30", command: [x], overlap: never, missed: twice, jiter: 5m }
  e: 5
  "f g": { at: "4:30", command: [x] }
  g: { at: "4:30", python: nowhere.py }
  h: { at: "4:30", command: [x], limits: { duration: soon } }
  i: { at: "4:30", command: [x], notify: true }
  j: { every: 60, command: [x], at: "7:30pm" }
`,
    '2:41: schedules.a.start: expected a day that there is, found "2026-02-30"',
    '2:58: schedules.a.end: expected a day like 2026-12-24, or a time like 2026-12-24T18:00Z, found "tomorrow"',
    "3:58: schedules.b.end: the end is before the start",
    "4:3: schedules.c: it is never due between its start and its end",
    '5:43: schedules.d.overlap: expected one of skip, queue, replace, found "never"',
    '5:58: schedules.d.missed: expected one of skip, once, all, found "twice"',
    '5:65: schedules.d.jiter: unknown key; did you mean "jitter"?',
    "6:6: schedules.e: expected a mapping, found 5",
    "7:3: schedules.f g: an id is letters, digits, _, . and -, and starts with a letter",
    '8:28: schedules.g.python: expected a file that is there, found "nowhere.py"',
    '9:54: schedules.h.limits.duration: expected a duration like 10m, found "soon"',
    "10:42: schedules.i.notify: nobody would be told: name them in to or webhook, or in mail: at the top of the file",
    "11:8: schedules.j.every: expected one of at, every, cron; found at and every",
  ],
  [
    `serialise: often
schedules: [1]
`,
    '1:12: serialise: expected true or false, found "often"',
    "2:12: schedules: expected a mapping, found a list",
  ],
];

for (const [text, ...expected] of wrong) {
  test(`loadConfiguration() names what is wrong with the schedules of: ${text.split("\n").slice(0, 2).join(" ")}`, async () => {
    assert.deepEqual(await mistakesIn(folder, text), expected);
  });
}
