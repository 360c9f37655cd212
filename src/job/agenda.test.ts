import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { NodeSet } from "../nodeset/mod.ts";
import { groupTextsOf, itemsOf } from "./agenda.ts";
import type { FileValue } from "./job.ts";
import type { JobType } from "./job-type.ts";
import { resolveJobType } from "./resolve-job-type.ts";

const runners = [{ name: "command", keys: { command: z.array(z.string()) } }];

function typeWith(agenda: unknown): JobType {
  const parameters = { values: { type: "string", multiple: true }, files: { type: "file", multiple: true } };
  const raw = { command: ["true"], parameters, ...(agenda === undefined ? {} : { agenda }) };
  return resolveJobType("demo", raw, { folder: "/jobs", file: "/jobs/runyard.yaml", runners });
}

function fileNamed(name: string, path: string): FileValue {
  return { kind: "file", name, path, sizeBytes: 0, mediaType: "text/plain" };
}

test("itemsOf() gives one item named after nothing where there is no agenda", () => {
  assert.deepEqual(itemsOf(typeWith(undefined), {}), [{ name: "", value: "" }]);
});

test("itemsOf() takes a list as it stands, numbers as texts", () => {
  assert.deepEqual(itemsOf(typeWith(["a", 7]), {}), [
    { name: "a", value: "a" },
    { name: "7", value: "7" },
  ]);
});

test("itemsOf() names files by their names, with their paths as values", () => {
  const files = [fileNamed("a.txt", "/data/1"), fileNamed("b.txt", "/data/2")];
  assert.deepEqual(itemsOf(typeWith("{files}"), { files }), [
    { name: "a.txt", value: "/data/1" },
    { name: "b.txt", value: "/data/2" },
  ]);
});

test("itemsOf() tells equal names apart, also from names that look like its own", () => {
  const names = itemsOf(typeWith("{values}"), { values: ["a", "a", "a (2)", "a", "b"] });
  assert.deepEqual(
    names.map(({ name }) => name),
    ["a", "a (3)", "a (2)", "a (4)", "b"],
  );
  assert.deepEqual(
    names.map(({ value }) => value),
    ["a", "a", "a (2)", "a", "b"],
  );
});

test("itemsOf() stays fast with many equal names", () => {
  const items = itemsOf(typeWith("{values}"), { values: Array<string>(50_000).fill("a") });
  assert.equal(new Set(items.map(({ name }) => name)).size, 50_000);
});

test("itemsOf() refuses an agenda without items", () => {
  const message = 'Cannot run a job without items: parameter "values" has no value';
  for (const values of [{}, { values: [] }]) {
    assert.throws(() => itemsOf(typeWith("{values}"), values), { code: "bad-parameter", message });
  }
});

test("itemsOf() refuses an item that can't be named", () => {
  const control =
    'Cannot make an item of "a\\x1bb" (parameter "values"): an item\'s name must not contain control characters';
  assert.throws(() => itemsOf(typeWith("{values}"), { values: ["a\u001bb"] }), {
    code: "bad-parameter",
    message: control,
  });
  const empty = 'Cannot make an item of "" (parameter "values"): an item needs a name';
  assert.throws(() => itemsOf(typeWith("{values}"), { values: ["x", ""] }), {
    code: "bad-parameter",
    message: empty,
  });
});

function typeWithSet(agenda: string): JobType {
  const parameters = {
    frames: { type: "nodeset" },
    sets: { type: "nodeset", multiple: true },
    first: { type: "integer" },
    last: { type: "integer" },
    prefix: { type: "string" },
  };
  const raw = { command: ["true"], parameters, agenda };
  return resolveJobType("demo", raw, { folder: "/jobs", file: "/jobs/runyard.yaml", runners });
}

function namesOf(agenda: string, values: Parameters<typeof itemsOf>[1] = {}): readonly string[] {
  const items = itemsOf(typeWithSet(agenda), values);
  assert.ok(items.every(({ name, value }) => name === value));
  return items.map(({ name }) => name);
}

test("itemsOf() makes one item of each name of a node set, in the set's order, padding kept", () => {
  assert.deepEqual(namesOf("frame[08-11]"), ["frame08", "frame09", "frame10", "frame11"]);
  assert.deepEqual(namesOf("b1,a[10,9],a09"), ["a9", "a09", "a10", "b1"]);
  assert.deepEqual(namesOf("n[1-9]!n[2-8]"), ["n1", "n9"]);
  assert.deepEqual(namesOf("login, n1 ,\n n2"), ["login", "n1", "n2"]);
  assert.deepEqual(namesOf("a[1-2]b[1-2]"), ["a1b1", "a1b2", "a2b1", "a2b2"]);
});

test("itemsOf() fills the placeholders of a node set first", () => {
  assert.deepEqual(namesOf("frame[{first}-{last}]", { first: 9, last: 11 }), [
    "frame9",
    "frame10",
    "frame11",
  ]);
  assert.deepEqual(namesOf("{prefix}[1-2]", { prefix: "x" }), ["x1", "x2"]);
  assert.deepEqual(namesOf("{frames}", { frames: "f[1-2],g" }), ["f1", "f2", "g"]);
  assert.deepEqual(namesOf("{sets}", { sets: ["f[1-3]!f2", "f[3-4]"] }), ["f1", "f3", "f4"]);
  assert.deepEqual(namesOf("a{{1}}"), ["a{1}"]);
});

test("itemsOf() refuses a node set with the filled text and what is wrong with it", () => {
  const cases: readonly (readonly [string, Parameters<typeof itemsOf>[1], string])[] = [
    [
      "frame[{first}-{last}]",
      { first: 5, last: 1 },
      'Cannot make items of "frame[5-1]": at character 7, the range ends before it begins',
    ],
    ["frame[{first}-{last}]", { first: 5 }, 'Cannot run a job without items: parameter "last" has no value'],
    ["{sets}", { sets: [] }, 'Cannot run a job without items: parameter "sets" has no value'],
    ["{frames}", { frames: "" }, 'Cannot make items of "": it has no names'],
    ["{prefix}1", { prefix: "@rack," }, 'Cannot make items of "@rack,1": its groups are not known here'],
    [
      "{prefix}[1-2]",
      { prefix: "a\u0000" },
      'Cannot make items of "a\\x00[1-2]": an item\'s name must not contain control characters',
    ],
    [
      "{sets}",
      { sets: ["a[1-60000]", "a[1-60000]"] },
      "Cannot run a job of 120,000 items: a job has at most 100,000",
    ],
  ];
  for (const [agenda, values, message] of cases)
    assert.throws(() => namesOf(agenda, values), { code: "bad-parameter", message });
});

test("itemsOf() takes 100,000 items and no more, wherever they come from", () => {
  assert.equal(namesOf("frame[1-100000]").length, 100_000);
  const lists = "it lists 100,001 names, and a job takes at most 100,000";
  assert.throws(() => namesOf("frame[0-{last}]", { last: 100_000 }), {
    message: `Cannot make items of "frame[0-100000]": ${lists}`,
  });
  assert.throws(() => itemsOf(typeWith("{values}"), { values: Array<string>(100_001).fill("a") }), {
    code: "bad-parameter",
    message: "Cannot run a job of 100,001 items: a job has at most 100,000",
  });
});

test("groupTextsOf() names what only a resolver knows, and itemsOf() takes what it gave", () => {
  const agenda = { kind: "node-set", text: "{nodes}" } as const;
  const parameters = { nodes: "@rack1,n1" };
  assert.deepEqual(groupTextsOf({ agenda }, parameters), ["@rack1,n1"]);
  assert.deepEqual(groupTextsOf({ agenda }, { nodes: "n[1-2]" }), []);
  const groups = new Map([["@rack1,n1", NodeSet.parse("n[1,7-8]")]]);
  assert.deepEqual(
    itemsOf({ agenda }, parameters, groups).map(({ name }) => name),
    ["n1", "n7", "n8"],
  );
});
