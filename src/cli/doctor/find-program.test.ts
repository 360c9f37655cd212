import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findProgram } from "./find-program.ts";

test("findProgram() finds the first executable file of that name, and no folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runyard-find-program-"));
  try {
    const path = ["empty", "folder", "text", "first", "second"].map((name) => join(folder, name));
    for (const each of path) await mkdir(each);
    await mkdir(join(folder, "folder", "tool"));
    await writeFile(join(folder, "text", "tool"), "", { mode: 0o600 });
    await writeFile(join(folder, "first", "tool"), "", { mode: 0o755 });
    await writeFile(join(folder, "second", "tool"), "", { mode: 0o755 });
    assert.equal(await findProgram("tool", path.join(":"), folder), join(folder, "first", "tool"));
    assert.equal(await findProgram("second/tool", "", folder), join(folder, "second", "tool"));
    assert.equal(await findProgram("missing", path.join(":"), folder), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
