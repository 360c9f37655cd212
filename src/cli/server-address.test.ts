import assert from "node:assert/strict";
import { test } from "node:test";
import { parseServerAddress } from "./server-address.ts";

test("parseServerAddress() takes an address with or without scheme, path and slash", () => {
  assert.equal(parseServerAddress("http://127.0.0.1:8210").href, "http://127.0.0.1:8210/");
  assert.equal(parseServerAddress("localhost:8210").href, "http://localhost:8210/");
  assert.equal(parseServerAddress("[::1]:8210").href, "http://[::1]:8210/");
  assert.equal(parseServerAddress("https://example.org/jobs?x#y").href, "https://example.org/jobs/");
});

test("parseServerAddress() refuses what is no address of a server", () => {
  for (const text of ["", "http://", "ftp://example.org", "http://me:secret@example.org", "a b"]) {
    assert.throws(() => parseServerAddress(text), { code: "bad-request" }, text);
  }
});
