import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readlinkSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ask } from "../../test/http.ts";
import { until } from "../../test/run-job.ts";
import { type Serving, startServing } from "../../test/serving.ts";
import type { JobView } from "./api.ts";
import { entryName } from "./results-zip.ts";

let serving: Serving;

before(async () => {
  serving = await startServing({
    jobs: {
      leave: {
        command: [
          "sh",
          "-c",
          'cd "$RUNYARD_RESULTS"; mkdir deep; echo one > a.txt; echo two > "deep/b ☃.txt"; : > empty; head -c 300000 /dev/urandom > noise.png',
        ],
      },
      big: {
        command: [
          "sh",
          "-c",
          'head -c 60000000 /dev/urandom > "$RUNYARD_RESULTS/big.bin"; echo a > "$RUNYARD_RESULTS/a.txt"',
        ],
      },
      frames: {
        command: ["sh", "-c", 'echo "$0" > "$RUNYARD_RESULTS/out.txt"', "{item}"],
        agenda: "frame[1-3]",
      },
      many: { command: ["sh", "-c", 'cd "$RUNYARD_RESULTS"; for i in $(seq 1200); do echo $i > $i; done'] },
      none: { command: ["true"] },
    },
  });
});
after(() => serving.close());

async function run(type: string): Promise<JobView> {
  const answer = await ask("POST", `${serving.url}/api/v1/jobs`, { json: { type } });
  const job = JSON.parse(answer.text) as JobView;
  for (const phase of ["QUEUED", "EXECUTING"]) await ask("GET", `${job.href}?wait=20&phase=${phase}`);
  return job;
}

/** What Python's own reader finds in a zip: names, sizes and the text of small files; it checks every CRC. */
function unpack(path: string): Readonly<Record<string, readonly [number, string]>> {
  const script = `import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: [i.file_size, z.read(i).decode("utf8", "replace")[:20]] for i in z.infolist()}))`;
  const { status, stdout, stderr } = spawnSync("python3", ["-c", script, path], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Readonly<Record<string, readonly [number, string]>>;
}

async function download(job: JobView): Promise<Readonly<Record<string, readonly [number, string]>>> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "runyard-zip-"));
  const response = await fetch(`${job.href}/results.zip`);
  assert.equal(response.headers.get("content-type"), "application/zip");
  assert.match(response.headers.get("content-disposition") ?? "", /^attachment; filename="\w+-\w+\.zip"$/);
  const path = join(folder.path, "all.zip");
  await writeFile(path, response.body ?? "");
  return unpack(path);
}

test("A zip has every result under its id", async () => {
  const { "noise.png": noise, ...texts } = await download(await run("leave"));
  assert.equal(noise?.[0], 300_000);
  assert.deepEqual(texts, { "a.txt": [4, "one\n"], "deep/b ☃.txt": [4, "two\n"], empty: [0, ""] });
  const frames = await download(await run("frames"));
  assert.deepEqual(frames["frame2/out.txt"], [7, "frame2\n"]);
  assert.deepEqual(await download(await run("none")), {});
  const many = await download(await run("many"));
  assert.equal(Object.keys(many).length, 1200);
  assert.deepEqual(many["1200"], [5, "1200\n"]);
});

test("A client that goes away ends its zip, and no file stays open", async () => {
  const job = await run("big");
  const leave = new AbortController();
  const response = await fetch(`${job.href}/results.zip`, { signal: leave.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  await until("the file is open", () => openFiles().some((file) => file.endsWith("big.bin")));
  leave.abort();
  await reader?.read().catch(() => undefined);
  await until("the file is closed", () => !openFiles().some((file) => file.endsWith("big.bin")));
});

test("A zip with a file that is cut short or gone ends as a broken download, not as a whole one", async () => {
  for (const spoil of [(path: string) => truncateSync(path, 9), (path: string) => rmSync(path)]) {
    const job = await run("big");
    const { path } = await serving.service.resultFile(job.id, "big.bin");
    spoil(path);
    const whole = fetch(`${job.href}/results.zip`).then(async (response) => {
      assert.ok(response.ok);
      return response.arrayBuffer();
    });
    await assert.rejects(whole);
  }
});

test("entryName() makes every name safe, and tells equal ones apart", () => {
  const taken = new Set<string>();
  const names = ["a.txt", "../../etc/passwd", "/abs", "c:\\x", "", "a.txt", "./a.txt", "x\u0000", "d/a.b/c"];
  assert.deepEqual(
    names.map((name) => entryName(name, taken)),
    ["a.txt", "_/_/etc/passwd", "abs", "c_/x", "file", "a (2).txt", "_/a.txt", "x_", "d/a.b/c"],
  );
});

function openFiles(): readonly string[] {
  return readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
}
