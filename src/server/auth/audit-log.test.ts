import assert from "node:assert/strict";
import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { AuditEntryView } from "../api.ts";
import { AuditLog } from "./audit-log.ts";

let folder = "";
const said: string[] = [];
const add = (message: string): void => void said.push(message);
const log = { info: add, warn: add, error: add };

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-audit-"));
});
after(() => rm(folder, { recursive: true }));

function entry(job: string): AuditEntryView {
  return { at: "2026-01-01T00:00:00Z", caller: "ann", address: "::1", action: "run", job, outcome: "done" };
}

test("note() appends in order to a private file, and read() shows the newest first", async () => {
  const path = join(folder, "some.log");
  const audit = new AuditLog(path, log);
  for (const job of ["a", "b", "c"]) audit.note(entry(job));
  await audit.close();
  await appendFile(path, '{"at":"cut sho');
  const next = new AuditLog(path, log);
  next.note(entry('d"\n'));
  await next.close();
  assert.deepEqual(
    (await audit.read(3)).map(({ job }) => job),
    ['d"\n', "c", "b"],
  );
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test("note() puts a full file aside and keeps five, and read() goes on in them", async () => {
  const path = join(folder, "full.log");
  const audit = new AuditLog(path, log);
  for (let round = 0; round < 8; round++) {
    audit.note(entry(`job ${round}`));
    await audit.close();
    await appendFile(path, " ".repeat(10_000_000));
    await appendFile(path, "\n");
  }
  audit.note(entry("last"));
  assert.deepEqual(
    (await audit.read(100)).map(({ job }) => job),
    ["last", "job 7", "job 6", "job 5", "job 4", "job 3"],
  );
  const files = (await readdir(folder)).filter((name) => name.startsWith("full.log"));
  assert.equal(files.length, 6);
});

test("note() tells the log where nothing can be written, and throws nothing", async () => {
  await writeFile(join(folder, "file"), "");
  const audit = new AuditLog(join(folder, "file", "audit.log"), log);
  audit.note(entry("a"));
  await audit.close();
  assert.match(said.join("\n"), /^cannot write the audit log ".*audit\.log": ENOTDIR/);
});
