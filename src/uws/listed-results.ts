import { RunyardError } from "../core/mod.ts";
import { type Job, isEnd } from "../job/mod.ts";
import { type JobService, resultPages } from "../run/mod.ts";
import { outputState } from "./output-state.ts";
import { mainMediaType } from "./response-format.ts";
import type { ListedResult } from "./results-document.ts";

const streams = ["stdout", "stderr"] as const;

/**
 * The results of a job as UWS lists them, in pages: its result files, and after its end what it wrote on standard output and
 * standard error, where it has one item and no file of that name.
 */
export async function* listedResults(
  service: JobService,
  job: Job,
): AsyncGenerator<readonly ListedResult[], void> {
  if (job.phase === "ARCHIVED") return;
  const type = service.types.get(job.type);
  const taken = new Set<string>();
  for await (const page of resultPages(service, job.id)) {
    for (const stream of streams) if (page.some(({ id }) => id === stream)) taken.add(stream);
    yield page.map((file) => ({ ...file, mediaType: mainMediaType(type, job, file.id) ?? file.mediaType }));
  }
  const outputs = await Promise.all(streams.map((stream) => outputResult(service, job, stream)));
  yield outputs.filter((output) => output !== null).filter(({ id }) => !taken.has(id));
}

/** An output as a result; null where it is none. */
export async function outputResult(
  service: JobService,
  job: Job,
  id: string,
): Promise<(ListedResult & { readonly id: "stdout" | "stderr" }) | null> {
  const stream = streams.find((name) => name === id);
  if (
    stream === undefined ||
    !isEnd(job.phase) ||
    job.phase === "ARCHIVED" ||
    itemsOf(job) !== 1 ||
    job.fence === 0
  )
    return null;
  const state = await outputState(service, job.id, { stream }).catch((error: unknown) => {
    // Its agent still holds it and is away: a document is answered all the same.
    if (error instanceof RunyardError && error.code === "agent-gone") return null;
    throw error;
  });
  if (state === null || state.sizeBytes === 0 || !state.complete) return null;
  return { id: stream, sizeBytes: state.sizeBytes, mediaType: "text/plain" };
}

function itemsOf(job: Job): number {
  const { waiting, running, complete, failed, blocked } = job.items;
  return waiting + running + complete + failed + blocked;
}
