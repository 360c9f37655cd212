import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Gate } from "../../test/gate.ts";
import { until } from "../../test/run-job.ts";
import type { EventHandler } from "./event-handler.ts";
import { InputSpool } from "./input-spool.ts";
import { Task } from "./task.ts";

const MIB = 1024 * 1024;

// Of its own, where no other test's files come and go.
const folder = mkdtempSync(join(tmpdir(), "runyard-spool-"));
process.env["TMPDIR"] = folder;
after(() => rmSync(folder, { recursive: true }));

test("InputSpool gives every part back, those in memory and those in its file", () => {
  using spool = new InputSpool();
  const parts = Array.from({ length: 24 }, (_, place) => Buffer.alloc(128 * 1024, place));
  for (const part of parts) spool.append(part);
  assert.equal(spool.count, parts.length);
  assert.equal(spool.sizeBytes, 3 * MIB);
  for (const place of [23, 0, 12, 7]) assert.deepEqual(spool.part(place), parts[place]);
  assert.equal(spool.part(24), undefined);
  assert.deepEqual(readdirSync(folder), []);
});

test("InputSpool.release() lets go of parts, and what comes later is kept as before", () => {
  using spool = new InputSpool();
  for (let place = 0; place < 20; place++) spool.append(Buffer.alloc(128 * 1024, place));
  spool.release(20);
  assert.equal(spool.part(3), undefined);
  for (let place = 20; place < 40; place++) spool.append(Buffer.alloc(128 * 1024, place));
  assert.deepEqual(spool.part(21), Buffer.alloc(128 * 1024, 21));
  assert.deepEqual(spool.part(39), Buffer.alloc(128 * 1024, 39));
});

test("Worker.write() keeps a fast command from waiting for one that does not read", async () => {
  using gate = new Gate();
  await using task = new Task();
  const command = `test %n = 0 && { ${gate.wait}; exit 0; }; wc -c`;
  const ended: string[] = [];
  const handler: EventHandler = { evHup: (_worker, key) => void ended.push(key) };
  const worker = task.shell(command, { nodes: "n[1-2]", worker: "exec", handler });
  const run = task.resume();
  for (let count = 0; count < 32; count++) worker.write(Buffer.alloc(256 * 1024));
  worker.setWriteEof();
  await until("the fast one has ended", () => ended.length > 0);
  assert.deepEqual(ended, ["n2"]);
  assert.equal(Buffer.from(worker.nodeBuffer("n2")).toString(), `${8 * MIB}\n`);
  assert.ok(worker.pendingInputBytes > 7 * MIB);
  gate.open();
  await run;
  assert.equal(worker.pendingInputBytes, 0);
});
