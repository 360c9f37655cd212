import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { KeptHashes } from "./kept-hashes.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("of() reads a file once, and another one in its place again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-hashes-"));
  try {
    const path = join(folder, "gathered");
    const hashes = new KeptHashes();
    assert.throws(() => hashes.of(path), { code: "ENOENT" });
    writeFileSync(path, "first");
    utimesSync(path, 1000, 1000);
    assert.equal(await hashes.of(path), sha256("first"));
    // Nothing tells that it is not the same: it was not read again.
    writeFileSync(path, "other");
    utimesSync(path, 1000, 1000);
    assert.equal(statSync(path).mtimeMs, 1_000_000);
    assert.equal(await hashes.of(path), sha256("first"));
    writeFileSync(`${path}.new`, "third");
    renameSync(`${path}.new`, path);
    assert.equal(await hashes.of(path), sha256("third"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
