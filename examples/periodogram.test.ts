import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const FOLDER = join(import.meta.dirname, "periodogram");

/** One row of peaks.csv. */
interface Peak {
  readonly period: number;
  readonly power: number;
  readonly amplitude: number;
  readonly chance: number;
}

let results = "";
before(() => {
  results = mkdtempSync(join(tmpdir(), "runyard-periodogram-"));
});
after(() => rmSync(results, { recursive: true }));

test("periodogram.py finds the year in the CO2 record within 1 %", () => {
  const { status, stdout } = run("co2.csv");
  assert.equal(status, 0);
  const [first] = peaks();
  assert.ok(first !== undefined && Math.abs(first.period - 1) < 0.01, JSON.stringify(first));
  assert.ok(Math.abs(first.amplitude - 2.8) < 0.2 && first.chance < 1e-9, JSON.stringify(first));
  assert.match(stdout, /Read 2225 rows: CO2 \(ppm\) against year, 1958.24 to 2001.99/);
  assert.match(stdout, /^100 % of \d+ frequencies$/m);
});

test("periodogram.py finds the cycle of about 11 years in the sunspots", () => {
  assert.equal(run("sunspots.csv").status, 0);
  const [first] = peaks();
  assert.ok(first !== undefined && first.period > 10.5 && first.period < 11.5, JSON.stringify(first));
});

test("periodogram.py leaves a well-formed plot and the peaks, and nothing in its own folder", () => {
  const delivered = readdirSync(FOLDER);
  assert.equal(run("sunspots.csv", "--min", "5", "--max", "20", "--peaks", "2").status, 0);
  assert.deepEqual(readdirSync(results).toSorted(), ["peaks.csv", "periodogram.svg"]);
  const checked = spawnSync("xmllint", ["--noout", join(results, "periodogram.svg")], { encoding: "utf8" });
  assert.equal(checked.status, 0, checked.stderr);
  assert.match(readFileSync(join(results, "periodogram.svg"), "utf8"), />period \(years\)</);
  assert.ok(peaks().every(({ period }) => period > 5 && period < 20));
  assert.deepEqual(readdirSync(FOLDER), delivered);
});

test("periodogram.py agrees with a sinusoid that is known, at uneven times and with a name to be escaped", () => {
  const times = Array.from({ length: 200 }, (_, index) => index * 0.7 + 0.3 * Math.sin(index * index));
  const lines = times.map(
    (time) => `${time},${4 + 2.5 * Math.cos((2 * Math.PI * time) / 13.7) + 0.01 * time}`,
  );
  const { status, stderr } = runOn(`t (days),a<b&c\n${lines.join("\n")}\n`);
  assert.equal(status, 0, stderr);
  const [first] = peaks();
  assert.ok(first !== undefined && Math.abs(first.period - 13.7) < 0.02, JSON.stringify(first));
  assert.ok(Math.abs(first.amplitude - 2.5) < 0.05 && first.power > 0.98, JSON.stringify(first));
  assert.equal(spawnSync("xmllint", ["--noout", join(results, "periodogram.svg")]).status, 0);
});

test("periodogram.py takes the columns that it is told", () => {
  const lines = Array.from(
    { length: 40 },
    (_, day) => `${day % 3},${day},${Math.sin((2 * Math.PI * day) / 8)}`,
  );
  const table = `other,day,flux\n${lines.join("\n")}\n`;
  assert.equal(runOn(table, "--time", "day", "--value", "flux").status, 0);
  assert.ok(Math.abs((peaks()[0]?.period ?? 0) - 8) < 0.05);
  assert.match(
    runOn(table, "--time", "night").stderr,
    /Cannot find the column "night": the table has "other", "day", "flux"/,
  );
});

test("periodogram.py refuses a table that it cannot use, with one sentence", () => {
  const tables: readonly (readonly [string | Uint8Array, RegExp])[] = [
    ["", /it is empty/],
    ["# nothing but a comment\n", /it is empty/],
    ["time,flux\n", /it has a header and no rows/],
    ["1,2\n3,4\n", /its first line must name two columns or more/],
    [`time,flux\n${rows(20, () => "bright")}`, /two columns of numbers are wanted, found "time"/],
    [`time,flux\n${rows(9, String)}`, /10 rows or more are wanted, found 9/],
    [
      `time,flux\n${rows(20, (row) => (row === 4 ? "nan" : String(row % 3)))}`,
      /row 5: "nan" in the column "flux"/,
    ],
    [`time,flux\n${rows(20, (row) => (row === 4 ? "" : String(row % 3)))}`, /row 5: "" in the column "flux"/],
    [`time,flux\n${rows(20, () => "7")}`, /every row has the same value, 7/],
    [`time,flux\n${rows(20, (row) => String(2 * row + 1))}`, /the values are a straight line/],
    [`time,flux\n${rows(20, String)}\n20`, /row 21 has 1 columns, the header has 2/],
    [Uint8Array.of(0x74, 0xe9, 0x2c, 0x66, 0x0a), /it is not a text in UTF-8/],
  ];
  for (const [table, reason] of tables) {
    const { status, stderr } = runOn(table);
    assert.equal(status, 1);
    assert.match(stderr, reason);
    assert.match(stderr, /^periodogram: Cannot [^\n]+\n$/);
  }
  assert.match(run("absent.csv").stderr, /Cannot read "absent.csv": No such file or directory/);
  assert.match(run("sunspots.csv", "--min", "9", "--max", "3").stderr, /Cannot search periods from 9 to 3/);
});

function rows(count: number, value: (row: number) => string): string {
  return Array.from({ length: count }, (_, row) => `${row},${value(row)}`).join("\n");
}

function run(table: string, ...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const environment = { ...process.env, RUNYARD_RESULTS: results };
  return spawnSync("python3", ["periodogram.py", ...options, table], {
    cwd: FOLDER,
    env: environment,
    encoding: "utf8",
  });
}

function runOn(table: string | Uint8Array, ...options: string[]): ReturnType<typeof run> {
  const folder = mkdtempSync(join(tmpdir(), "runyard-table-"));
  const path = join(folder, "table.csv");
  writeFileSync(path, table);
  const end = run(path, ...options);
  rmSync(folder, { recursive: true });
  return end;
}

function peaks(): readonly Peak[] {
  const [header, ...peakRows] = readFileSync(join(results, "peaks.csv"), "utf8").trimEnd().split("\n");
  assert.equal(header, "rank,period,power,amplitude,false_alarm_probability");
  return peakRows.map((row) => {
    const [, period = Number.NaN, power = Number.NaN, amplitude = Number.NaN, chance = Number.NaN] = row
      .split(",")
      .map(Number);
    return { period, power, amplitude, chance };
  });
}
