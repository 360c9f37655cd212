import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import type { JobType } from "./job-type.ts";
import { type SentFile, missingParameters, parseParameters, withDefaults } from "./parameter.ts";
import { resolveJobType } from "./resolve-job-type.ts";

const runners = [{ name: "command", keys: { command: z.array(z.string()) } }];

function typeWith(parameters: Readonly<Record<string, unknown>>): JobType {
  return resolveJobType(
    "demo",
    { command: ["true"], parameters },
    { folder: "/jobs", file: "/jobs/runyard.yaml", runners },
  );
}

const demo = typeWith({
  name: { type: "string", max_length: 5 },
  code: { type: "string", pattern: "[A-Z]{2}|x+" },
  count: { type: "integer", minimum: 1, maximum: 10 },
  big: { type: "integer" },
  ratio: { type: "number", minimum: 0 },
  flag: { type: "boolean" },
  mode: { type: "choice", choices: ["fast", "slow"] },
  table: { type: "file" },
  token: { type: "secret", max_length: 8 },
  tags: { type: "string", multiple: true },
  nodes: { type: "nodeset" },
  constructor: { type: "string" },
});

const seal = (secret: string): string => `sealed:${secret.length}`;

function read(texts: Readonly<Record<string, readonly string[]>>, files: readonly SentFile[] = []): unknown {
  return parseParameters(demo, texts, files, seal);
}

function sentFile(parameter: string, name = "a.csv"): SentFile {
  return { parameter, name, path: "/data/0", sizeBytes: 3, mediaType: "text/csv" };
}

test("parseParameters() reads each kind of value", () => {
  const texts = {
    name: ["ada"],
    code: ["AB"],
    count: ["7"],
    ratio: ["-0"],
    flag: ["Yes"],
    mode: ["slow"],
    token: ["s3cret"],
    nodes: ["n[1-3], login"],
  };
  assert.deepEqual(read({ ...texts, tags: ["a", "b"] }, [sentFile("table")]), {
    name: "ada",
    code: "AB",
    count: 7,
    ratio: 0,
    flag: true,
    mode: "slow",
    token: { kind: "secret", sealed: "sealed:6" },
    nodes: "n[1-3], login",
    tags: ["a", "b"],
    table: { kind: "file", name: "a.csv", path: "/data/0", sizeBytes: 3, mediaType: "text/csv" },
  });
});

test("parseParameters() takes numbers and truths in the forms that forms send", () => {
  for (const [text, value] of [
    ["1e-3", 0.001],
    [".5", 0.5],
    ["+2", 2],
    [" 3 ", 3],
    ["4.", 4],
  ] as const) {
    assert.deepEqual(read({ ratio: [text] }), { ratio: value });
  }
  for (const [text, value] of [
    ["1", true],
    ["TRUE", true],
    ["no", false],
    ["0", false],
  ] as const) {
    assert.deepEqual(read({ flag: [text] }), { flag: value });
  }
  assert.deepEqual(read({ big: ["9007199254740991"] }), { big: Number.MAX_SAFE_INTEGER });
});

test("parseParameters() matches names without regard to case, and gives them as the type writes them", () => {
  assert.deepEqual(read({ NAME: ["ada"], Count: ["2"] }, [sentFile("TABLE")]), {
    name: "ada",
    count: 2,
    table: { kind: "file", name: "a.csv", path: "/data/0", sizeBytes: 3, mediaType: "text/csv" },
  });
});

test("parseParameters() leaves out what has no values", () => {
  assert.deepEqual(read({ name: [], tags: [] }), {});
  assert.deepEqual(read({ name: [""], tags: [""] }), { name: "", tags: [""] });
});

const refused: readonly (readonly [Readonly<Record<string, readonly string[]>>, string])[] = [
  [{ count: ["11"] }, 'Cannot set parameter "count" to "11": it takes a whole number from 1 to 10'],
  [{ count: ["1.5"] }, 'Cannot set parameter "count" to "1.5": it takes a whole number from 1 to 10'],
  [{ count: ["0x2"] }, 'Cannot set parameter "count" to "0x2": it takes a whole number from 1 to 10'],
  [{ count: [""] }, 'Cannot set parameter "count" to "": it takes a whole number from 1 to 10'],
  [
    { big: ["12345678901234567890"] },
    'Cannot set parameter "big" to "12345678901234567890": a whole number must be between -9007199254740991 and 9007199254740991',
  ],
  [{ ratio: ["NaN"] }, 'Cannot set parameter "ratio" to "NaN": it takes a number of at least 0'],
  [{ ratio: ["Infinity"] }, 'Cannot set parameter "ratio" to "Infinity": it takes a number of at least 0'],
  [{ ratio: ["1e999"] }, 'Cannot set parameter "ratio" to "1e999": it takes a number of at least 0'],
  [{ ratio: ["-1"] }, 'Cannot set parameter "ratio" to "-1": it takes a number of at least 0'],
  [{ ratio: ["1,5"] }, 'Cannot set parameter "ratio" to "1,5": it takes a number of at least 0'],
  [{ flag: ["maybe"] }, 'Cannot set parameter "flag" to "maybe": it takes true or false (or yes, no, 1, 0)'],
  [{ mode: ["Fast"] }, 'Cannot set parameter "mode" to "Fast": it takes one of fast, slow'],
  [{ nodes: ["n[1-"] }, 'Cannot set parameter "nodes" to "n[1-": at character 2, this bracket is not closed'],
  [{ nodes: ["n1,@io`id`"] }, 'Cannot set parameter "nodes" to "n1,@io`id`": @io`id` is no name of a group'],
  [{ nodes: ["a\0b"] }, 'Cannot set parameter "nodes" to "a\\x00b": a text must not contain a NUL character'],
  [{ name: ["abcdef"] }, 'Cannot set parameter "name" to "abcdef": it takes a text of at most 5 characters'],
  [{ name: ["a\0b"] }, 'Cannot set parameter "name" to "a\\x00b": a text must not contain a NUL character'],
  [{ name: ["\ud800"] }, 'Cannot set parameter "name" to "\\ud800": a text must be valid Unicode'],
  [{ code: ["ABC"] }, 'Cannot set parameter "code" to "ABC": it takes a text that matches [A-Z]{2}|x+'],
  [{ code: ["AB\n"] }, 'Cannot set parameter "code" to "AB\\n": it takes a text that matches [A-Z]{2}|x+'],
  [
    { code: ["x".repeat(10_001)] },
    `Cannot set parameter "code" to "${"x".repeat(60)}…": a text that has to match a pattern must not be longer than 10000 characters`,
  ],
  [{ name: ["a", "b"] }, 'Cannot set parameter "name": it takes one value, and 2 were sent'],
  [{ name: ["a"], NAME: ["b"] }, 'Cannot set parameter "name": it takes one value, and 2 were sent'],
  [
    { table: ["/etc/passwd"] },
    'Cannot set parameter "table" to "/etc/passwd": it takes a file, and a text was sent',
  ],
  [{ nmae: ["a"] }, 'Cannot set parameter "nmae": type "demo" has no such parameter; did you mean "name"?'],
  [
    { "x\ny": ["a"] },
    'Cannot set parameter "x\\ny": type "demo" has no such parameter; its parameters are name, code, count, big, ratio, flag, mode, table, token, tags, nodes, constructor',
  ],
  [{ token: ["far too long"] }, 'Cannot set parameter "token": it takes a text of at most 8 characters'],
];

for (const [texts, message] of refused) {
  test(`parseParameters() refuses with: ${message.slice(0, 90)}`, () => {
    assert.throws(() => read(texts), isBadParameter(message));
  });
}

test("parseParameters() refuses a file where a text is wanted, and a name that is a path", () => {
  const message =
    'Cannot set parameter "name" to "a.csv": it takes a text of at most 5 characters, and a file was sent';
  assert.throws(() => read({}, [sentFile("name")]), isBadParameter(message));
  const path = 'Cannot take a file named "../a": a name must not contain a slash or a backslash';
  assert.throws(() => read({}, [sentFile("table", "../a")]), isBadParameter(path));
});

test("parseParameters() says that a type has no parameters where it has none", () => {
  const message = 'Cannot set parameter "toString": type "demo" has no parameters';
  assert.throws(() => parseParameters(typeWith({}), { toString: ["1"] }, [], seal), isBadParameter(message));
});

test("parseParameters() gives up a pattern that takes too long, and goes on at once", () => {
  const type = typeWith({ slow: { type: "string", pattern: "(a+)+" } });
  const started = performance.now();
  const text = `${"a".repeat(40)}!`;
  const message = `Cannot set parameter "slow" to "${text}": the pattern (a+)+ takes too long to try on it`;
  assert.throws(() => parseParameters(type, { slow: [text] }, [], seal), isBadParameter(message));
  assert.ok(performance.now() - started < 5000);
  assert.deepEqual(parseParameters(type, { slow: ["aaa"] }, [], seal), { slow: "aaa" });
});

test("missingParameters() names what is required and has no value", () => {
  const type = typeWith({
    a: { type: "string", required: true },
    b: { type: "string" },
    toString: { type: "file", required: true, multiple: true },
  });
  assert.deepEqual(missingParameters(type, {}), ["a", "toString"]);
  assert.deepEqual(missingParameters(type, { a: "", toString: [] }), ["toString"]);
});

test("withDefaults() adds what was not given, and makes files of paths", () => {
  const type = typeWith({
    a: { type: "integer", default: 3 },
    b: { type: "string", default: "x" },
    c: { type: "string" },
    d: { type: "file", default: "co2.csv" },
    e: { type: "choice", choices: [1, 2], default: 2, multiple: true },
  });
  const values = withDefaults(type, { b: "mine" }, (spec, path) => {
    return { kind: "file", name: spec.name, path, sizeBytes: 1, mediaType: "text/csv" };
  });
  assert.deepEqual(values, {
    a: 3,
    b: "mine",
    d: { kind: "file", name: "d", path: "/jobs/co2.csv", sizeBytes: 1, mediaType: "text/csv" },
    e: ["2"],
  });
});

function isBadParameter(message: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof RunyardError);
    assert.deepEqual({ code: error.code, message: error.message }, { code: "bad-parameter", message });
    return true;
  };
}
