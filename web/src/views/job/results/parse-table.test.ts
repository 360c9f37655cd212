import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTable } from "./parse-table.ts";

test("parseTable() reads rows, with quotes, line breaks in them and empty cells", () => {
  assert.deepEqual(parseTable('a,"b, ""c""\nd",\r\n1,,3\n', ",", 10), [
    ["a", 'b, "c"\nd', ""],
    ["1", "", "3"],
  ]);
});

test("parseTable() reads tabs, and no more rows than are wanted", () => {
  assert.deepEqual(parseTable("a\tb\n1\t2\n3\t4", "\t", 2), [
    ["a", "b"],
    ["1", "2"],
  ]);
});

test("parseTable() shows what is no table as far as it is one", () => {
  assert.deepEqual(parseTable("", ",", 5), []);
  assert.deepEqual(parseTable("one\n\ntwo", ",", 5), [["one"], [""], ["two"]]);
  assert.deepEqual(parseTable('a,"never closed', ",", 5), [["a", '"never closed']]);
});
