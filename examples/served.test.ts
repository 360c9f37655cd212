import assert from "node:assert/strict";
import { type ChildProcess, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RunyardRun, runRunyard, startRunyard } from "../test/runyard.ts";

const ROOT = join(import.meta.dirname, "..");

/** A server on a copy of the examples, and of nothing else. */
interface Served {
  readonly child: ChildProcess;
  readonly url: string;
}

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-examples-"));
  await cp(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });
  // The package as a user's node_modules has it, for runyard.config.ts.
  await mkdir(join(folder, "node_modules"));
  await symlink(ROOT, join(folder, "node_modules", "runyard"));
});
after(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

test("examples/runyard.yaml finds a year, checks files one by one, draws frames, and fails with a reason", async () => {
  await serving("examples/runyard.yaml", async (served) => {
    const found = await run(served, "submit", "periodogram", "table=@examples/periodogram/co2.csv", "--wait");
    assert.equal(found.status, 0, found.stderr);
    assert.match(found.stdout, /^peaks\.csv .*text\/csv.*\nperiodogram\.svg .*image\/svg\+xml/m);
    const [, first = ""] = (await download(served, found, "peaks.csv")).split("\n");
    const period = Number(first.split(",")[1]);
    assert.ok(Math.abs(period - 1) < 0.01, first);

    const files = ["files=@examples/README.md", "files=@examples/runyard.yaml"];
    const checked = await run(served, "submit", "checksum", ...files, "--wait");
    assert.equal(checked.status, 0, checked.stderr);
    assert.match(await download(served, checked, "README.md/checksum.txt"), /^[0-9a-f]{64} {2}README\.md\n$/);
    assert.match(
      await download(served, checked, "runyard.yaml/checksum.txt"),
      /^[0-9a-f]{64} {2}runyard\.yaml\n$/,
    );

    const drawn = await run(served, "submit", "frames", "last=6", "--wait");
    assert.equal(drawn.status, 0, drawn.stderr);
    assert.match(await download(served, drawn, "frame6/frame.svg"), /^<svg .*<\/svg>\n$/);
    const items = await run(served, "items", idIn(drawn), "--fold");
    assert.match(items.stdout, /^complete +6 {2}frame\[1-6\]$/m);

    const scheduled = await run(served, "execute", "co2", "--wait");
    assert.equal(scheduled.status, 0, scheduled.stderr);
    assert.match(scheduled.stdout, /^peaks\.csv /m);
    assert.match(
      (await run(served, "schedules")).stdout,
      /^co2 +waiting +COMPLETED +0 .*on Mondays at 06:00/m,
    );

    const failed = await run(served, "submit", "broken", "--wait");
    assert.equal(failed.status, 1);
    assert.match(
      failed.stderr,
      /exit status 3[^]*Cannot calibrate: none of the 3 candidates is brighter than magnitude 12\.5/,
    );
  });
});

test("examples/sweep tells the resonance of an oscillator as theory has it, in one table and one plot", async () => {
  await serving("examples/runyard.yaml", async (served) => {
    const swept = await run(served, "submit", "sweep", "--wait");
    assert.equal(swept.status, 0, swept.stderr);
    const { stdout: items } = await run(served, "items", idIn(swept), "--json", "--limit", "1000000");
    const gather = join(folder, "examples", "sweep", "gather.py");
    const gathered = spawnSync("python3", [gather, join(folder, "sweep")], {
      input: items,
      encoding: "utf8",
    });
    assert.equal(gathered.status, 0, gathered.stderr);

    const [header, ...lines] = (await readFile(join(folder, "sweep", "sweep.csv"), "utf8"))
      .trim()
      .split("\n");
    assert.equal(header, "ratio,damping,amplitude,lag");
    assert.equal(lines.length, 37 * 4);
    for (const line of lines) {
      const [ratio = NaN, damping = NaN, amplitude = NaN, lag = NaN] = line.split(",").map(Number);
      const theory = [1 - ratio ** 2, 2 * damping * ratio] as const;
      assert.ok(Math.abs(amplitude * Math.hypot(...theory) - 1) < 1e-4, line);
      assert.ok(Math.abs(lag - (Math.atan2(theory[1], theory[0]) * 180) / Math.PI) < 0.01, line);
    }
    assert.equal(new Set(lines).size, lines.length);

    const plot = join(folder, "sweep", "sweep.svg");
    assert.equal(spawnSync("xmllint", ["--noout", plot]).status, 0);
    const points = [...(await readFile(plot, "utf8")).matchAll(/<polyline points="([^"]*)"/g)];
    assert.deepEqual(
      points.map(([, places = ""]) => places.split(" ").length),
      [37, 37, 37, 37],
    );
    assert.deepEqual(
      await readdir(join(folder, "examples", "sweep")),
      await readdir(join(ROOT, "examples", "sweep")),
    );
  });
});

test("examples/function/runyard.config.ts describes tables with a TypeScript function", async () => {
  await serving("examples/function/runyard.config.ts", async (served) => {
    const tables = ["co2.csv", "sunspots.csv"].map((name) => `tables=@examples/periodogram/${name}`);
    const described = await run(served, "submit", "statistics", ...tables, "--wait", "--follow");
    assert.equal(described.status, 0, described.stderr);
    assert.match(described.stdout, /CO2 \(ppm\): 2225 numbers, mean 340\.14/);
    const table = await download(served, described, "sunspots.csv/statistics.csv");
    assert.match(table, /^sunspot number,309,0,190\.2,49\.75/m);
  });
});

async function serving(configuration: string, use: (served: Served) => Promise<void>): Promise<void> {
  const child = startRunyard(["serve", "--config", configuration, "--port", "0"], { cwd: folder });
  const exited = once(child, "exit");
  const served = { child, url: await addressOf(child) };
  try {
    await use(served);
  } finally {
    const stopped = await run(served, "stop", "--abort");
    if (stopped.status !== 0) child.kill("SIGTERM");
    await exited;
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  let text = "";
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    const [address] = /http:\/\/\S+:\d+/.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`The server did not start: ${text}`);
}

function run(served: Served, ...words: readonly string[]): Promise<RunyardRun> {
  return runRunyard(words, { cwd: folder, environment: { RUNYARD_SERVER: served.url } });
}

/** The job that a submission has printed. */
function idIn(submitted: RunyardRun): string {
  const [id = ""] = /\b[0-9][0-9a-z]{25}\b/.exec(`${submitted.stderr}${submitted.stdout}`) ?? [];
  return id;
}

/** A result of the job that a submission has printed. */
async function download(served: Served, submitted: RunyardRun, result: string): Promise<string> {
  const id = idIn(submitted);
  const target = join(folder, id);
  const { status, stderr } = await run(served, "results", id, "--download", target);
  assert.equal(status, 0, stderr);
  return readFile(join(target, result), "utf8");
}
