import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const PROGRAM = join(import.meta.dirname, "checksum", "checksum.py");

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-checksum-"));
});
after(() => rmSync(folder, { recursive: true }));

test("checksum.py writes what sha256sum --check agrees with, under the name that the file was sent under", () => {
  writeFileSync(join(folder, "ten thousand.txt"), "0123456789".repeat(1000));
  const { status, stdout } = run(join(folder, "ten thousand.txt"), "ten thousand.txt");
  assert.equal(status, 0);
  assert.match(stdout, /^[0-9a-f]{64} {2}ten thousand\.txt \(10000 bytes\)\n$/);
  const checked = spawnSync("sha256sum", ["--check", "checksum.txt"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(checked.stdout, "ten thousand.txt: OK\n");
});

test("checksum.py knows the empty file", () => {
  writeFileSync(join(folder, "0"), "");
  assert.equal(run(join(folder, "0"), "empty").status, 0);
  const expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  empty\n";
  assert.equal(readFileSync(join(folder, "checksum.txt"), "utf8"), expected);
});

test("checksum.py says which file it cannot read", () => {
  const { status, stderr } = run(join(folder, "absent"), "absent");
  assert.equal(status, 1);
  assert.match(stderr, /^checksum: Cannot read ".*absent": No such file or directory\n$/);
});

function run(path: string, item: string): { status: number | null; stdout: string; stderr: string } {
  const environment = { ...process.env, RUNYARD_RESULTS: folder, RUNYARD_ITEM: item };
  return spawnSync("python3", [PROGRAM, path], { env: environment, encoding: "utf8" });
}
