import assert from "node:assert/strict";
import test from "node:test";
import { AllowedMethods } from "./allowed-methods.ts";

test("AllowedMethods.of() knows what an address takes", () => {
  const allowed = new AllowedMethods();
  allowed.add("GET", "/jobs/:id");
  allowed.add(["POST", "DELETE"], "/jobs/:id");
  allowed.add("GET", "/jobs/:id/results/*");
  allowed.add("GET", "/a.json");
  assert.deepEqual(allowed.of("/jobs/7"), ["DELETE", "GET", "POST"]);
  assert.deepEqual(allowed.of("/jobs/7/"), ["DELETE", "GET", "POST"]);
  assert.deepEqual(allowed.of("/jobs/7/results/a/b"), ["GET"]);
  for (const path of ["/jobs", "/jobs/7/x", "/", "/axjson"]) assert.deepEqual(allowed.of(path), [], path);
});
