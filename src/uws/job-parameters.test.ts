import assert from "node:assert/strict";
import test from "node:test";
import { readJobParameters } from "./job-parameters.ts";

const file = { parameter: "part1", name: "a.csv", path: "/incoming/1", sizeBytes: 3, mediaType: "text/csv" };

test("readJobParameters() gathers the values of a name in their order", () => {
  const fields = [
    ["a", "1"],
    ["b", "2"],
    ["a", "3"],
  ] as const;
  assert.deepEqual(readJobParameters(fields, []), {
    parameters: { a: ["1", "3"], b: ["2"] },
    files: [],
    fetches: [],
  });
});

test("readJobParameters() gives a part the name that UPLOAD says", () => {
  const { parameters, files } = readJobParameters([["Upload", "table,param:part1"]], [file]);
  assert.deepEqual(parameters, {});
  assert.deepEqual(files, [{ ...file, parameter: "table" }]);
});

test("readJobParameters() takes several uploads in one, as TAP 1.0 writes them", () => {
  const parts = [file, { ...file, parameter: "part2" }];
  const { files } = readJobParameters([["UPLOAD", "a,param:part1;b,param:part2"]], parts);
  assert.deepEqual(
    files.map(({ parameter }) => parameter),
    ["a", "b"],
  );
});

test("readJobParameters() keeps names that objects have of their own apart", () => {
  const { parameters } = readJobParameters([["__proto__", "x"]], []);
  assert.deepEqual(Object.keys(parameters), ["__proto__"]);
});

for (const [value, code] of [
  ["table", "bad-parameter"],
  ["table,param:absent", "bad-parameter"],
  ["table,", "bad-parameter"],
] as const) {
  test(`readJobParameters() refuses UPLOAD=${value}`, () => {
    assert.throws(() => readJobParameters([["UPLOAD", value]], [file]), { code });
  });
}
