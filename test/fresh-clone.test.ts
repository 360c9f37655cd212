import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Run, outsideEnvironment, runOutside } from "./npm.ts";

const ROOT = join(import.meta.dirname, "..");

/** Where README.md says that the server is. */
const README_ADDRESS = "http://127.0.0.1:8210";

/** Where npm alone takes 150 ms, this is three seconds; a machine that is slow, or busy with other tests, has more. */
const QUIET_STARTS = 20;

let folder = "";
let clone = "";
let server: ChildProcess | undefined;
let url = "";
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "runyard-clone-"));
  clone = join(folder, "runyard");
  must(runOutside(folder, ["git", "clone", "--quiet", ROOT, clone]));
  must(runOutside(clone, ["npm", "ci", "--prefer-offline"]));
});
after(async () => {
  await stopServer();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

test("npm start prints one line with the address, three seconds after npm ci at the latest", async () => {
  const starts: { readonly tookMs: number; readonly mayTakeMs: number }[] = [];
  const isInTime = (): boolean => starts.some(({ tookMs, mayTakeMs }) => tookMs < mayTakeMs);
  // The other tests want the same processors: the best of three starts counts.
  while (starts.length < 3 && !isInTime()) {
    await stopServer();
    const before = timeOfNpm();
    const tookMs = await startServer();
    starts.push({ tookMs, mayTakeMs: Math.max(3000, QUIET_STARTS * Math.max(before, timeOfNpm())) });
  }
  assert.ok(isInTime(), JSON.stringify(starts));
});

test("npm start builds the page while the server runs already", async () => {
  let text = "";
  for (const latest = Date.now() + 180_000; !text.startsWith("<!doctype html>") && Date.now() < latest; ) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    text = await (await fetch(url)).text();
  }
  assert.match(text, /<title>Runyard<\/title>/);
});

test("the sample commands of README.md work as they are written", () => {
  const samples = testedSamples(readFileSync(join(clone, "README.md"), "utf8"));
  assert.equal(samples.length, 6);
  const outputs = samples.map((sample) => {
    const commands = sample.replaceAll(README_ADDRESS, url);
    return must(runOutside(clone, ["sh", "-e", "-u", "-c", commands], { RUNYARD_SERVER: url })).stdout;
  });
  const [commandLine = "", curl = "", api = ""] = outputs;
  assert.match(commandLine, /^peaks\.csv .*text\/csv/m);
  assert.match(commandLine, /^LICENSE: [0-9a-f]{64} {2}LICENSE \(\d+ bytes\)$/m);
  assert.match(commandLine, /^exit status 1$/m);
  assert.match(curl, /^rank,period,power,amplitude,false_alarm_probability\n1,0\.999/);
  assert.match(api, /"type":"checksum"/);
});

/** How long npm takes for next to nothing, in milliseconds. */
function timeOfNpm(): number {
  const startedAt = performance.now();
  must(runOutside(clone, ["npm", "--silent", "pkg", "get", "name"]));
  return performance.now() - startedAt;
}

/** @returns how long it took, in milliseconds */
async function startServer(): Promise<number> {
  const startedAt = performance.now();
  // Port 0 in place of README.md's, which another server on this machine may have.
  server = spawn("npm", ["--silent", "start", "--", "--port", "0"], {
    cwd: clone,
    detached: true,
    env: outsideEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await firstLine(server);
  const tookMs = Math.round(performance.now() - startedAt);
  url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? "";
  assert.notEqual(url, "", line);
  return tookMs;
}

async function stopServer(): Promise<void> {
  if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, "exit");
  const { status } = runOutside(clone, ["bin/runyard.js", "stop", "--abort"], { RUNYARD_SERVER: url });
  // The whole group: npm starts the server through a shell.
  if (status !== 0) process.kill(-server.pid, "SIGTERM");
  await exited;
}

function testedSamples(readme: string): readonly string[] {
  return [...readme.matchAll(/<!-- tested -->\n```sh\n(.*?)```/gs)].map(([, sample = ""]) => sample);
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    if (text.includes("\n")) break;
  }
  return text.split("\n", 1)[0] ?? "";
}

function must(run: Run): Run {
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  return run;
}
