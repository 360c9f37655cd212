import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionContext } from "runyard/jobs";

/** What a column of numbers amounts to. */
interface ColumnStatistics {
  readonly column: string;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of the sample: with n - 1. */
  readonly deviation: number;
}

/**
 * The function of the job type `statistics`: reads one CSV table, leaves `statistics.csv`, and returns the same
 * as the item's result. What it throws fails the item.
 */
export async function columnStatistics(context: FunctionContext): Promise<readonly ColumnStatistics[]> {
  const { item, resultsFolder, signal } = context;
  const columns = readColumns(item.name, await readFile(item.value, { encoding: "utf8", signal }));
  const statistics = [...columns].map(([column, numbers]) => describe(column, numbers));
  for (const { column, count, mean } of statistics) console.log(`${column}: ${count} numbers, mean ${mean}`);
  await writeFile(join(resultsFolder, "statistics.csv"), asTable(statistics), { signal });
  return statistics;
}

/** The columns in which every row has a number; an empty cell counts for none. */
function readColumns(name: string, text: string): ReadonlyMap<string, readonly number[]> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const [header = [], ...rows] = lines.map((line) => line.split(",").map((cell) => cell.trim()));
  const columns = header.map((column, index) => {
    const cells = rows.map((row) => row[index] ?? "").filter((cell) => cell !== "");
    return [column, cells.map(Number)] as const;
  });
  const numeric = columns.filter(([, numbers]) => numbers.length > 0 && numbers.every(Number.isFinite));
  if (numeric.length === 0) throw new Error(`Cannot describe "${name}": it has no column of numbers`);
  return new Map(numeric);
}

function describe(column: string, numbers: readonly number[]): ColumnStatistics {
  const count = numbers.length;
  const mean = numbers.reduce((sum, number) => sum + number, 0) / count;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  const [minimum, maximum] = numbers.reduce(
    ([low, high], number) => [Math.min(low, number), Math.max(high, number)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return {
    column,
    count,
    minimum,
    maximum,
    mean,
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
  };
}

function asTable(statistics: readonly ColumnStatistics[]): string {
  const rows = statistics.map(({ column, count, minimum, maximum, mean, deviation }) =>
    [column, count, minimum, maximum, mean, deviation].join(","),
  );
  return `${["column,count,minimum,maximum,mean,deviation", ...rows].join("\n")}\n`;
}
