import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { itemsOf } from "./agenda.ts";
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
