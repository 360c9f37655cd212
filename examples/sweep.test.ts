import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const FOLDER = join(import.meta.dirname, "sweep");

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "runyard-sweep-"));
});
after(() => rmSync(folder, { recursive: true }));

test("gather.py names the items that have no value, and sorts the rows of the others", () => {
  const items = [
    { name: "b", phase: "complete", result: { ratio: 2, damping: 0.1, amplitude: 0.33, lag: 172 } },
    { name: "c", phase: "failed", result: null },
    { name: "a", phase: "complete", result: { ratio: 1, damping: 0.1, amplitude: 5, lag: 90 } },
  ];
  const { status, stderr } = gather(items);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "gather: c is failed\n" });
  const table = readFileSync(join(folder, "sweep.csv"), "utf8");
  assert.equal(table, "ratio,damping,amplitude,lag\n1,0.1,5,90\n2,0.1,0.33,172\n");
});

test("gather.py plots a single point, and says why it can't plot none", () => {
  const single = { name: "a", phase: "complete", result: { ratio: 1, damping: 0.1, amplitude: 5, lag: 90 } };
  assert.equal(gather([single]).status, 0);
  const none = gather([]);
  assert.equal(none.stderr, "gather: Cannot plot the sweep: none of its items is complete\n");
  assert.equal(none.status, 1);
});

test("oscillator.point() reads the name of an item, and refuses any other in one sentence", () => {
  assert.equal(python("print(point('ratio120-damping005'))").stdout, "(1.2, 0.05)\n");
  for (const name of ["ratio1", "ratio0-damping5", "node7"]) {
    const { status, stderr } = python(`point("${name}")`);
    assert.equal(status, 1);
    assert.match(
      stderr,
      new RegExp(`ValueError: Cannot read "${name}": a point of the sweep is written like`),
    );
  }
});

test("oscillator.settle() agrees with theory where the damping is strong, and tells how far it is", () => {
  const { stdout, stderr } = python(
    "told = []; print(settle(0.5, 3.0, told.append)['amplitude'], sorted(told) == told, 0 <= told[0] < told[-1] < 1)",
  );
  const [amplitude, ...checks] = stdout.trim().split(" ");
  assert.ok(Math.abs(Number(amplitude) * Math.hypot(1 - 0.5 ** 2, 2 * 3 * 0.5) - 1) < 1e-4, stdout + stderr);
  assert.deepEqual(checks, ["True", "True"]);
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function gather(items: readonly object[]): Ran {
  const input = items.map((item) => `${JSON.stringify(item)}\n`).join("");
  return spawnSync("python3", [join(FOLDER, "gather.py"), folder], { input, encoding: "utf8" });
}

function python(source: string): Ran {
  const program = `from oscillator import *\n${source}`;
  return spawnSync("python3", ["-B", "-c", program], { cwd: FOLDER, encoding: "utf8" });
}
