import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { mayMount, mountDisk } from "../../../test/conformance/store/mounted-disk.ts";
import { runOnNodes } from "../../../test/run-on-nodes.ts";

const state = mkdtempSync("/tmp/runyard-full-state-");
after(() => rmSync(state, { recursive: true }));

if (mayMount(import.meta.filename)) {
  test("runRun() cuts the outputs that a full temporary folder can't hold, says so, and goes on", async () => {
    await withFullTmpdir(async () => {
      const outcome = await runOnNodes(
        ["-R", "exec", "-w", "n[1-6]", "-b", "test %n = 5 || yes %n | head -c 16000000; echo end >&2"],
        { environment: { XDG_STATE_HOME: state } },
      );
      assert.equal(outcome.exit, 1);
      assert.match(
        outcome.stderr,
        /^runyard: n[^:]+: the output is cut: Cannot keep gathered output in "[^"]+": the disk is full$/m,
      );
      assert.equal(outcome.stderr.match(/^n\d: end$/gm)?.length, 6);
      const shown = outcome.stdout.match(/^n\d$/gm) ?? [];
      assert.deepEqual(shown.toSorted(), ["n1", "n2", "n3", "n4", "n5"]);
      assert.ok(outcome.stdout.length > 60_000_000 && outcome.stdout.length < 80_000_000);
      assert.deepEqual(lastFailed(), []);
    });
  });

  test("runRun() ends in order where a full temporary folder can't hold the input", async () => {
    await withFullTmpdir(async () => {
      const input = Array.from({ length: 40 }, () => Buffer.alloc(100_000));
      const argv = ["-R", "exec", "-w", "n[1-3]", "-f", "1", "echo begun; sleep 20"];
      const outcome = await runOnNodes(argv, { input, environment: { XDG_STATE_HOME: state } });
      assert.equal(outcome.exit, 1);
      assert.match(outcome.stderr, /^runyard: nothing more was started: Cannot keep .*: the disk is full$/m);
      assert.deepEqual(lastFailed(), ["n1", "n2", "n3"]);
    });
  });
}

async function withFullTmpdir(work: () => Promise<void>): Promise<void> {
  await using disk = await mountDisk(1_000_000);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = disk.path;
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

function lastFailed(): unknown {
  const path = join(state, "runyard", "last-run.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly failed: unknown }).failed;
}
