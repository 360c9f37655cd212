import assert from "node:assert/strict";
import test from "node:test";
import { parseListQuery } from "./list-query.ts";

test("parseListQuery() reads the filters together", () => {
  const fields = [
    ["PHASE", "PENDING"],
    ["phase", "aborted"],
    ["AFTER", "2026"],
    ["last", "3"],
    ["other", "x"],
  ] as const;
  assert.deepEqual(parseListQuery(fields), {
    phases: ["PENDING", "ABORTED"],
    createdAfter: Date.UTC(2026),
    last: 3,
  });
});

test("parseListQuery() asks for nothing where nothing is asked", () => {
  assert.deepEqual(parseListQuery([]), {});
});

for (const [name, value] of [
  ["PHASE", "SUCCESS"],
  ["PHASE", "1345"],
  ["LAST", "0"],
  ["LAST", "-1"],
  ["LAST", "sometext"],
  ["AFTER", "2015-26-10"],
] as const) {
  test(`parseListQuery() refuses ${name}=${value}`, () => {
    assert.throws(() => parseListQuery([[name, value]]), { code: "bad-parameter" });
  });
}
