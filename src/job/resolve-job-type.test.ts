import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { checkCommand } from "./check-command.ts";
import type { JobType } from "./job-type.ts";
import { resolveJobType } from "./resolve-job-type.ts";

const runners = [
  { name: "command", keys: { command: z.array(z.string()).min(1) } },
  { name: "interpreter", keys: { interpreter: z.string(), setup: z.array(z.string()).default([]) } },
];

function resolved(raw: unknown): JobType {
  return resolveJobType("demo", raw, { folder: "/jobs", file: "/jobs/runyard.yaml", runners });
}

test("resolveJobType() fills in every default", () => {
  assert.deepEqual(resolved({ command: ["true"] }), {
    name: "demo",
    title: null,
    description: null,
    runner: "command",
    settings: { command: ["true"] },
    parameters: {},
    agenda: null,
    instances: 1,
    retry: { item: 0, instance: 3 },
    allowFailed: null,
    limits: {
      durationMs: 0,
      destructionMs: 604_800_000,
      latestDestructionMs: null,
      archive: false,
      concurrent: null,
      concurrentPerOwner: null,
      outputBytes: 1_000_000_000,
      resultBytes: 100_000_000_000,
      graceMs: 10_000,
    },
    priority: 0,
    notify: null,
    leaveChildren: false,
    environment: {
      pass: ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_*", "TZ", "TMPDIR"],
      set: {},
    },
    capabilities: null,
    workingFolder: null,
    folder: "/jobs",
    file: "/jobs/runyard.yaml",
    schedule: null,
  });
});

test("resolveJobType() reads every key", () => {
  const type = resolved({
    title: "T",
    description: "D",
    interpreter: "python",
    parameters: {
      frames: { type: "integer", multiple: true, default: 3 },
      table: { type: "file", default: "../t.csv" },
    },
    agenda: "{frames}",
    instances: 4,
    retry: { item: 2 },
    allow_failed: "5%",
    limits: {
      duration: "10m",
      destruction: "never",
      max_destruction: "30d",
      concurrent: 2,
      concurrent_per_owner: 1,
      output: "1MB",
      results: 5,
      grace: 0,
    },
    priority: -3,
    leave_children: true,
    environment: { pass: ["PATH"], set: { THREADS: 4 } },
    working_folder: "work",
  });
  assert.deepEqual(type.settings, { interpreter: "python", setup: [] });
  assert.deepEqual(type.agenda, { kind: "parameter", parameter: "frames" });
  assert.deepEqual(type.parameters["frames"]?.default, [3]);
  assert.equal(type.parameters["table"]?.default, "/t.csv");
  assert.deepEqual(type.retry, { item: 2, instance: 3 });
  assert.deepEqual(type.allowFailed, { percent: 5 });
  assert.deepEqual(type.limits, {
    ...{
      durationMs: 600_000,
      destructionMs: null,
      latestDestructionMs: 2_592_000_000,
      archive: false,
      concurrent: 2,
      concurrentPerOwner: 1,
    },
    ...{ outputBytes: 1_000_000, resultBytes: 5, graceMs: 0 },
  });
  assert.deepEqual(type.environment, { pass: ["PATH"], set: { THREADS: "4" } });
  assert.equal(type.workingFolder, "/jobs/work");
  assert.equal(type.runner, "interpreter");
});

test("resolveJobType() reads the short forms", () => {
  const type = resolved({ command: ["x"], retry: 2, allow_failed: 3, agenda: ["a", 1] });
  assert.deepEqual(type.retry, { item: 2, instance: 3 });
  assert.deepEqual(type.allowFailed, { count: 3 });
  assert.deepEqual(type.agenda, { kind: "list", items: ["a", "1"] });
});

test("resolveJobType() reads an agenda that is a text", () => {
  const parameters = { frames: { type: "nodeset" }, files: { type: "file", multiple: true } };
  const agendaOf = (agenda: string): unknown => resolved({ command: ["x"], parameters, agenda }).agenda;
  assert.deepEqual(agendaOf("{files}"), { kind: "parameter", parameter: "files" });
  for (const text of ["{frames}", "frame[1-{frames}]", "frame[1-9]", "login"])
    assert.deepEqual(agendaOf(text), { kind: "node-set", text });
});

test("resolveJobType() refuses a list of more items than a job may have", () => {
  const agenda = Array.from({ length: 100_001 }, (_, index) => index);
  const message = "jobs.demo.agenda: expected at most 100000 entries, found 100001";
  assert.throws(() => resolved({ command: ["x"], agenda }), { code: "bad-configuration", message });
});

test("resolveJobType() tells of all mistakes at once", () => {
  const raw = { comand: ["x"], instances: 0, parameters: { a: { type: "text" } }, limits: { grace: "soon" } };
  const message = [
    'jobs.demo.parameters.a.type: expected one of string, integer, number, boolean, choice, nodeset, file, secret, found "text"',
    "jobs.demo.instances: expected a number of at least 1, found 0",
    'jobs.demo.limits.grace: expected a duration like 10m, found "soon"',
    'jobs.demo.comand: unknown key; did you mean "command"?',
  ].join("\n");
  assert.throws(() => resolved(raw), { code: "bad-configuration", message });
});

test("checkCommand() finds placeholders that mean nothing", () => {
  const parameters = { name: { type: "string" }, files: { type: "file", multiple: true } };
  const type = resolved({ command: ["x"], parameters });
  assert.deepEqual(
    checkCommand(type, ["x", "{name}", "{files}", "{results}/{index}-{rank}", ["-n", "{{name}}"]]),
    [],
  );
  assert.deepEqual(checkCommand(type, ["{name}", "{nam}", "{toString}", "-f{files}", ["{item}"], "}"]), [
    'Cannot fill in "{nam}": no parameter is named "nam"; did you mean {name}?',
    'Cannot fill in "{toString}": no parameter is named "toString"',
    'Cannot fill in "-f{files}": {files} may have several values, so it must stand alone in its entry',
    'Cannot fill in "{item}": {item} needs an agenda',
    'Cannot read "}": write a brace that is no placeholder as }}',
    'Cannot start "{name}": {name} may have no value, and then there is no program',
  ]);
});
