import { constants } from "node:os";
import { type Item, type Job, type Outcome, isEnd } from "../../job/mod.ts";
import type { Supervisor } from "../../run/mod.ts";
import { makeSink } from "../output-sink.ts";
import type { Output } from "../output.ts";
import { visibleText } from "../visible-text.ts";

/**
 * Writes what a job of our own supervisor writes, item by item, until it has ended. Its results are gone with us, which
 * is said.
 *
 * @param signal aborts the job
 * @returns our exit status: that of its command, where it has one item
 */
export async function followHere(
  supervisor: Supervisor,
  { id }: Job,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  // It may be over by then.
  const abort = (): void => void supervisor.abort(id).catch(() => {});
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  await Promise.all((["stdout", "stderr"] as const).map((stream) => write(supervisor, id, stream, output)));
  const job = await endOf(supervisor, id);
  signal.removeEventListener("abort", abort);
  const results = await supervisor.results(id, { limit: 1 });
  if (results[0] !== undefined)
    output.note(
      `Its results are not kept, "${visibleText(results[0].id)}" for one: a server keeps them, with: runyard execute`,
    );
  if (job.phase === "COMPLETED") return 0;
  const [item, second] = await supervisor.items(id, { limit: 2 });
  output.note(job.error?.message.split("\n")[0] ?? `It ended in ${job.phase}`);
  if (item?.outcome?.kind === "exception") output.note(item.outcome.stack);
  return item?.outcome == null || second !== undefined ? 1 : statusOf(item.outcome);
}

async function write(
  supervisor: Supervisor,
  id: string,
  stream: "stdout" | "stderr",
  output: Output,
): Promise<void> {
  const { plan } = await leftQueue(supervisor, id);
  const isNamed = plan?.hasAgenda === true;
  const signal = new AbortController().signal;
  for (let index = 0; ; index++) {
    const item = await itemAt(supervisor, id, index);
    if (item === undefined) return;
    const sink = makeSink(output, { item: isNamed ? item : null, isNamed, stream, target: stream });
    const parts = supervisor.follow(id, { stream, offset: 0, signal, item: index });
    for await (const { bytes } of parts) await sink.write(bytes);
    await sink.end();
  }
}

async function itemAt(supervisor: Supervisor, id: string, index: number): Promise<Item | undefined> {
  const [item] = await supervisor.items(id, { from: index, limit: 1 });
  return item;
}

async function leftQueue(supervisor: Supervisor, id: string): Promise<Job> {
  for (;;) {
    const job = await supervisor.wait(id, { phase: "QUEUED", timeoutMs: 60_000 });
    if (job.phase !== "QUEUED") return job;
  }
}

async function endOf(supervisor: Supervisor, id: string): Promise<Job> {
  for (;;) {
    const job = await supervisor.wait(id, { timeoutMs: 60_000 });
    if (isEnd(job.phase)) return job;
  }
}

function statusOf(outcome: Outcome): number {
  if (outcome.kind === "exit") return outcome.status === 0 ? 1 : outcome.status;
  if (outcome.kind === "signal") return 128 + (constants.signals[outcome.signal as NodeJS.Signals] ?? 0);
  return outcome.kind === "launch" ? 127 : 1;
}
