import { RunyardError } from "../core/mod.ts";
import { type Job, isEnd } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import { outputState } from "./output-state.ts";
import { mainMediaType } from "./response-format.ts";
import type { ListedResult } from "./results-document.ts";

const streams = ["stdout", "stderr"] as const;

/**
 * The results of a job as UWS lists them: its result files, and after its end what it wrote on standard output and
 * standard error, where it has one item and no file of that name.
 */
export async function listedResults(service: JobService, job: Job): Promise<readonly ListedResult[]> {
  if (job.phase === "ARCHIVED") return [];
  const type = service.types.get(job.type);
  const files = (await service.results(job.id)).map((file) => ({
    ...file,
    mediaType: mainMediaType(type, job, file.id) ?? file.mediaType,
  }));
  const outputs = await Promise.all(streams.map((stream) => outputResult(service, job, stream)));
  const taken = new Set(files.map((file) => file.id));
  return [...files, ...outputs.filter((output) => output !== null && !taken.has(output.id))].filter(
    (result) => result !== null,
  );
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
