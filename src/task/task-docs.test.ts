import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..", "..");

test("the examples of docs/task.md run as they are written", () => {
  const text = readFileSync(join(ROOT, "docs", "task.md"), "utf8");
  const outputs = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, source = ""]) => {
    const words = ["--input-type=module-typescript", "--eval", source];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
  });
  assert.deepEqual(outputs, [
    "node[1-2] running on 0\n\nnode[3-4] running on 1\n\n",
    "here one\nhere two\nended with 3\n",
    "[ 'node1', 'node2' ] partial\n\nTimeoutError\n",
    "sudo -H -n -u 'root' -- /bin/sh -c 'id -un'\n",
  ]);
});
