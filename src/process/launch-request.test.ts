import assert from "node:assert/strict";
import { test } from "node:test";
import { type LaunchRequest, encodeLaunchRequest } from "./launch-request.ts";

const request: LaunchRequest = { attempt: "a", folder: "/f", cwd: null, argv: ["p"], env: {} };

test("encodeLaunchRequest() writes lengths in bytes, big-endian", () => {
  const bytes = encodeLaunchRequest({ ...request, argv: ["ü"] });
  assert.equal(bytes.readUInt32BE(0), bytes.length - 4);
  assert.ok(bytes.includes(Buffer.from("\0\0\0\x04argv\0\0\0\x02ü")));
});

test("encodeLaunchRequest() throws when a path leaves the attempt's folder", () => {
  for (const path of ["../x", "a/../../x", "/etc/x", "", ".", "a/.."]) {
    assert.throws(() => encodeLaunchRequest({ ...request, folders: [path] }), TypeError, path);
    assert.throws(() => encodeLaunchRequest({ ...request, files: [{ path, content: "" }] }), TypeError, path);
  }
  assert.throws(() => encodeLaunchRequest({ ...request, folder: "relative" }), TypeError);
  assert.throws(() => encodeLaunchRequest({ ...request, cwd: "relative" }), TypeError);
});

test("encodeLaunchRequest() throws when a value holds a NUL byte", () => {
  assert.throws(() => encodeLaunchRequest({ ...request, argv: ["p", "a\0b"] }), TypeError);
  assert.throws(() => encodeLaunchRequest({ ...request, env: { A: "\0" } }), TypeError);
  assert.throws(() => encodeLaunchRequest({ ...request, files: [{ path: "a\0b", content: "" }] }), TypeError);
});

test("encodeLaunchRequest() throws when a variable has a name that none can have", () => {
  assert.throws(() => encodeLaunchRequest({ ...request, env: { "A=B": "" } }), TypeError);
  assert.throws(() => encodeLaunchRequest({ ...request, env: { "": "" } }), TypeError);
});

test("encodeLaunchRequest() says how output is kept and what may stay when it is told", () => {
  const plain = encodeLaunchRequest(request);
  assert.ok(!plain.includes("output") && !plain.includes("leave"));
  const told = encodeLaunchRequest({ ...request, output: "files", leaveChildren: true });
  assert.ok(told.includes(Buffer.from("\0\0\0\x06output\0\0\0\x05files")));
  assert.ok(told.includes(Buffer.from("\0\0\0\x05leave\0\0\0\x011")));
});
