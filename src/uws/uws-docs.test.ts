import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ask } from "../../test/http.ts";
import { TestServer, finish } from "../../test/runyard.ts";

const program = `import os, sys
table, form = sys.argv[1:]
name = {"csv": "result.csv", "votable": "result.vot"}[form]
open(os.path.join(os.environ["RUNYARD_RESULTS"], name), "w").write(f"{form} of {os.path.basename(table)}\\n")
`;

test("the job type of docs/uws.md is served, and what clients see of it runs as it is written", async () => {
  const text = await readFile(join(import.meta.dirname, "..", "..", "docs", "uws.md"), "utf8");
  const [, jobs = ""] = /```yaml\n.*?^jobs:\n(.*?)```/ms.exec(text) ?? [];
  const [, capabilities = ""] = /```xml\n(.*?)```/s.exec(text) ?? [];
  const [, walk = ""] = /## What clients see\n\n```sh\n(.*?)```/s.exec(text) ?? [];
  const folder = await mkdtemp(join(tmpdir(), "runyard-docs-"));
  try {
    const file = join(folder, "capabilities.xml");
    await writeFile(file, capabilities);
    const types = jobs.replaceAll(/^ {2}/gm, "").replace("capabilities.xml", file);
    await using server = await TestServer.start(types);
    await writeFile(join(server.folder, "periodogram.py"), program);
    await writeFile(join(server.folder, "curve.csv"), "t,m\n1,2\n");
    const script = `set -e\n${walk.replaceAll("http://127.0.0.1:8210", server.url)}`;
    const shell = spawn("bash", ["-c", script], { cwd: server.folder, stdio: ["ignore", "pipe", "pipe"] });
    const { status, stdout, stderr } = await finish(shell);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^csv of curve\.csv\n.*<uws:phase>COMPLETED<.*\nvotable of curve\.csv\n$/s);
    const told = await ask("GET", `${server.url}/services/periodogram/capabilities`);
    assert.ok(told.text.includes('<version ivo-id="ivo://ivoa.net/std/ADQL#v2.0">'));
  } finally {
    await rm(folder, { recursive: true });
  }
});
