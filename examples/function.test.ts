import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { columnStatistics } from "./function/column-statistics.ts";

type Context = Parameters<typeof columnStatistics>[0];

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-function-"));
});
after(() => rm(folder, { recursive: true }));

test("columnStatistics() describes every column of numbers, and leaves a table of it", async () => {
  const text = "# a comment\nname,height,weight\nAda,160,50.5\nBo,170,\nCy,180,70.5\n";
  const statistics = await columnStatistics(await contextOf("people.csv", text));
  assert.deepEqual(statistics, [
    { column: "height", count: 3, minimum: 160, maximum: 180, mean: 170, deviation: 10 },
    { column: "weight", count: 2, minimum: 50.5, maximum: 70.5, mean: 60.5, deviation: Math.sqrt(200) },
  ]);
  const table = await readFile(join(folder, "statistics.csv"), "utf8");
  assert.equal(table.split("\n")[1], "height,3,160,180,170,10");
});

test("columnStatistics() describes the CO2 record", async () => {
  const text = await readFile(join(import.meta.dirname, "periodogram", "co2.csv"), "utf8");
  const [year, co2] = await columnStatistics(await contextOf("co2.csv", text));
  assert.deepEqual([year?.count, co2?.column, co2?.minimum, co2?.maximum], [2225, "CO2 (ppm)", 313, 373.9]);
});

test("columnStatistics() refuses a table without numbers, in one sentence", async () => {
  const context = await contextOf("words.csv", "word\none\ntwo\n");
  await assert.rejects(columnStatistics(context), {
    message: 'Cannot describe "words.csv": it has no column of numbers',
  });
});

async function contextOf(name: string, text: string): Promise<Context> {
  const value = join(folder, name);
  await writeFile(value, text);
  const item = { index: 0, name, value };
  return {
    jobId: "0",
    parameters: { tables: [value] },
    item,
    resultsFolder: folder,
    signal: new AbortController().signal,
  };
}
