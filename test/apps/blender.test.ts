import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CommandDispatcher, Shown, blender } from "../../src/interpreter/mod.ts";

/** One sample of a small picture: enough to see that it is one. */
const SETUP = [
  "import bpy",
  "scene = bpy.context.scene",
  "scene.render.engine = 'CYCLES'",
  "scene.cycles.samples = 1",
  "scene.cycles.use_denoising = False",
  "scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 160, 90, 100",
].join("\n");

test("Blender renders ten frames in one process, and lives on after an error and an interrupt", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-blender-"));
  try {
    await using dispatcher = new CommandDispatcher({ language: blender });
    const { pid } = await dispatcher.startChild();
    assert.equal((await dispatcher.run(SETUP)).failure, null);
    const wrong = await dispatcher.run("bpy.ops.wm.open_mainfile(filepath='/nowhere.blend')");
    assert.equal(wrong.failure?.kind, "raised");
    const loop = await dispatcher.run("import time\nwhile True: time.sleep(0.01)", { timeoutMs: 200 });
    assert.equal(loop.failure?.kind === "timed-out" && loop.failure.rung, "interrupted");
    for (let frame = 1; frame <= 10; frame++) {
      const path = join(folder, `${frame}.png`);
      const render = `scene.frame_set(${frame}); scene.render.filepath = ${blender.literal(path)}; bpy.ops.render.render(write_still=True)`;
      const { failure, stdout } = await dispatcher.run(render);
      assert.equal(failure, null);
      assert.ok(Buffer.from(stdout.bytes).includes(`Saved: '${path}'`));
      assert.deepEqual(sizeOf(readFileSync(path)), { width: 160, height: 90 });
    }
    assert.equal((await dispatcher.run("import os; os.getpid()")).value, pid);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("Blender gives numbers and arrays of its numpy as such", async () => {
  await using dispatcher = new CommandDispatcher({ language: blender });
  await dispatcher.startChild();
  const { value } = await dispatcher.run(
    "import numpy as np\n[np.mean([1, 2]), np.int64(7), np.float32(0.5), np.bool_(True), np.float64('inf'), np.array([[1, 2], [3, 4]])]",
  );
  assert.deepEqual(value, [
    1.5,
    7,
    0.5,
    true,
    Infinity,
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  const { value: others } = await dispatcher.run(
    "[1 + 2j, np.datetime64('2020-01-01'), np.array([1, None]), np.zeros(100001)]",
  );
  assert.ok(Array.isArray(others));
  assert.deepEqual(
    others.map((other) => other instanceof Shown && other.text),
    [
      "(1+2j)",
      "numpy.datetime64('2020-01-01')",
      "array([1, None], dtype=object)",
      "array([0., 0., 0., ..., 0., 0., 0.])",
    ],
  );
});

/** As the header of a PNG tells it (PNG, third edition, §11.2.1). */
function sizeOf(png: Buffer): { readonly width: number; readonly height: number } {
  assert.equal(png.toString("latin1", 1, 4), "PNG");
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}
