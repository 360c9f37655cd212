import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAssignment, parseTextAssignment } from "./assignment.ts";

test("parseAssignment() tells texts, files and standard input apart", () => {
  assert.deepEqual(parseAssignment("a=b"), { kind: "text", name: "a", value: "b" });
  assert.deepEqual(parseAssignment("a=b=c"), { kind: "text", name: "a", value: "b=c" });
  assert.deepEqual(parseAssignment("a="), { kind: "text", name: "a", value: "" });
  assert.deepEqual(parseAssignment("a=x@y"), { kind: "text", name: "a", value: "x@y" });
  assert.deepEqual(parseAssignment("t=@dir/co2.csv"), { kind: "file", name: "t", path: "dir/co2.csv" });
  assert.deepEqual(parseAssignment("t=@-"), { kind: "stdin", name: "t" });
});

test("parseAssignment() refuses what has no name, no equals sign or no file name", () => {
  for (const text of ["table", "=x", "", "t=@"]) {
    assert.throws(() => parseAssignment(text), { name: "RunyardError", code: "bad-request" }, text);
  }
});

test("parseTextAssignment() takes an @ as it stands", () => {
  assert.deepEqual(parseTextAssignment("to=@all"), { kind: "text", name: "to", value: "@all" });
});
