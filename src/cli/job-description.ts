import { formatDuration, formatSize } from "../core/mod.ts";
import type { JobView } from "../server/api.ts";
import type { Cell } from "./cell.ts";
import { timeTaken } from "./job-figures.ts";
import type { Output } from "./output.ts";
import { phaseCell } from "./phase-cell.ts";

const LABEL_WIDTH = 14;

/** What a job is, how it is, and its times. */
export function showHead(output: Output, job: JobView): void {
  output.line({ text: job.id, style: "bold" }, "  ", job.type, "  ", phaseCell(job.phase));
  for (const [label, ...cells] of facts(output, job)) {
    output.line({ text: label.padEnd(LABEL_WIDTH), style: "dim" }, ...cells);
  }
}

/** What a job was given. */
export function showParameters(output: Output, job: JobView): void {
  const parameters = Object.entries(job.parameters);
  if (parameters.length === 0) return;
  output.line();
  output.table(
    [{ title: "PARAMETER" }, { title: "VALUE", shrinks: true }],
    parameters.map(([name, value]) => [name, parameterText(value)]),
  );
}

/** Why a job failed, with the last lines of its standard error where there are any. */
export function showError(output: Output, job: JobView): void {
  if (job.error === null) return;
  output.line();
  const [first = "", ...tail] = job.error.message.trimEnd().split("\n");
  output.line(
    { text: job.error.type === "transient" ? "Error (may pass)" : "Error", style: "red" },
    ": ",
    first,
  );
  for (const line of tail) output.line("  ", line);
}

function facts(output: Output, job: JobView): readonly (readonly [label: string, ...cells: Cell[]])[] {
  return [
    ...fact("waits for", job.waitsFor),
    ...fact("run id", job.runId),
    ...fact("owner", job.owner),
    ...fact("priority", job.priority === 0 ? null : String(job.priority)),
    ["created", output.instant(job.createdAt)],
    ...fact("queued", job.queuedAt === null ? null : output.instant(job.queuedAt)),
    ...fact("started", job.startedAt === null ? null : output.instant(job.startedAt)),
    ...fact("ended", job.endedAt === null ? null : output.instant(job.endedAt)),
    ...fact("took", job.startedAt === null ? null : took(job)),
    ...fact("destruction", job.destructionAt === null ? null : output.instant(job.destructionAt)),
    ...fact("retry of", job.retryOf),
  ];
}

function fact(label: string, value: string | null): readonly (readonly [string, string])[] {
  return value === null ? [] : [[label, value]];
}

function took(job: JobView): string {
  const limit = job.executionDurationSeconds;
  return `${timeTaken(job)}${limit === 0 ? "" : ` of at most ${formatDuration(limit * 1000)}`}`;
}

function parameterText(value: unknown): string {
  if (Array.isArray(value)) return value.map(parameterText).join(", ");
  if (value === null || value === undefined) return "(secret)";
  if (isFile(value)) return `${value.file} (${formatSize(value.size)})`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isFile(value: unknown): value is { readonly file: string; readonly size: number } {
  return typeof value === "object" && value !== null && "file" in value && "size" in value;
}
