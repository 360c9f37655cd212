import type { JobView } from "../server/api.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { timeTaken } from "./job-figures.ts";
import { phaseCell } from "./phase-cell.ts";
import { ProgressLine } from "./progress-line.ts";
import { makeReconnect } from "./reconnect-notes.ts";
import type { Reconnect } from "./reconnect.ts";
import { resultColumns, resultRow } from "./result-table.ts";
import { waitForEnd } from "./wait-for-end.ts";
import { waitForRun } from "./wait-for-run.ts";
import { writeOutput } from "./write-output.ts";

/** With a progress line, so that its counts are fresh; without one only the phase matters. */
const SECONDS_SHOWN = 1;
const SECONDS_QUIET = 20;

/** How a job is watched. */
export interface WatchOptions {
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/**
 * Waits for the end of a job: `--wait`. With `follow` the job's output is written as it comes, and everything of ours
 * goes to standard error, so that standard output is the job's alone. The exit code says how the job ended.
 */
export async function watchJob(
  context: Context,
  job: JobView,
  { follow, signal }: WatchOptions,
): Promise<void> {
  const { client, output } = context;
  const progress = new ProgressLine(output, !follow);
  const reconnect = makeReconnect(output, () => progress.clear());
  const seconds = output.notesOnTerminal && !follow ? SECONDS_SHOWN : SECONDS_QUIET;
  // With the job's own output still on its way, its end is told after it.
  const onJob = (seen: JobView): void => {
    if (!follow || seen.endedAt === null) progress.update(seen);
  };
  const writing = follow ? followOutput(context, job, reconnect, signal) : Promise.resolve();
  try {
    const [end] = await Promise.all([
      waitForEnd(client, job, { reconnect, seconds, onJob, signal }),
      writing,
    ]);
    progress.clear();
    await showEnd(context, end, follow, reconnect);
  } finally {
    progress.clear();
  }
}

async function followOutput(
  { client, output }: Context,
  job: JobView,
  reconnect: Reconnect,
  signal: AbortSignal,
): Promise<void> {
  const running = await waitForRun(client, job, reconnect, signal);
  await writeOutput(client, running, output, {
    streams: ["stdout", "stderr"],
    follow: true,
    item: null,
    attempt: null,
    target: (stream) => stream,
    reconnect,
    signal,
  });
}

async function showEnd(
  { client, output }: Context,
  job: JobView,
  follow: boolean,
  reconnect: Reconnect,
): Promise<void> {
  const results = await reconnect.request(() => client.results(job.id));
  if (output.json) output.record({ ...job, results });
  else if (results.length > 0) {
    const rows = results.map((result) => resultRow(result, client.address));
    if (follow) output.noteTable(resultColumns, rows);
    else output.table(resultColumns, rows);
  }
  if (job.phase === "COMPLETED") {
    if (follow || output.notesOnTerminal) output.note(phaseCell(job.phase), ` in ${timeTaken(job)}`);
    return;
  }
  const [message = "no reason is known", ...tail] = (job.error?.message ?? "it was aborted").split("\n");
  output.note({ text: `Job "${job.id}" ended in ${job.phase}`, style: "red" }, `: ${message}`);
  for (const line of tail) output.note("  ", line);
  process.exitCode = exitCodes.failure;
}
