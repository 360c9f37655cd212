import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { finish, TestServer } from "../../test/runyard.ts";

test("the walk of docs/api.md runs as it is written", async () => {
  const text = readFileSync(join(import.meta.dirname, "..", "..", "docs", "api.md"), "utf8");
  const [, jobs = ""] = /```yaml\njobs:\n(.*?)```/s.exec(text) ?? [];
  await using server = await TestServer.start(jobs.replaceAll(/^ {2}/gm, ""));
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) => block);
  const script = `set -e\n${blocks.join("echo\n").replaceAll("http://127.0.0.1:8210", server.url)}`;
  const shell = spawn("bash", ["-c", script], { cwd: server.folder, stdio: ["ignore", "pipe", "pipe"] });
  const { status, stdout, stderr } = await finish(shell);
  assert.equal(status, 0, stderr);
  for (const expected of [
    /"instances"|"priority":5/,
    /"phase":"COMPLETED".*"complete":5/,
    /"next":"\w+"/,
    /rendered frame1\n/,
    /event: item\n/,
    /event: output\ndata: \{"stream":"stdout","offset":0,"text":"rendered frame2\\n"\}/,
    /^304$/m,
    /^2\n.*HTTP\/1\.1 200 OK/ms,
    /"type":"\/problems\/not-found"/,
  ])
    assert.match(stdout, expected);
  const ids = [...stdout.matchAll(/\{"id":"(\w+)","type":"count","phase":"PENDING"/g)].map(([, id]) => id);
  assert.ok(ids.length >= 2);
  assert.equal(new Set(ids).size, 1);
  assert.ok(statSync(join(server.folder, "all.zip")).size > 500);
});
