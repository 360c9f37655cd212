import type { JobEvent } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import { eventView } from "./views.ts";

/** Where an event stream begins and what it holds. */
export interface EventStreamOptions {
  /** After this event; left out: a job's from its first, all jobs' from now on. */
  readonly after?: number;
  /** The events of this job alone; the stream ends when it is deleted. */
  readonly job?: string;
  readonly signal: AbortSignal;
  readonly heartbeatMs?: number;
}

/** Shorter than the idle timeout of common proxies. */
const defaultHeartbeatMs = 15_000;

/**
 * Server-sent events (HTML Standard §9.2): stored ones first, then live ones. It is read no faster than the client
 * takes it. Where events that were asked for are no longer kept, an event `gap` comes first.
 */
export async function* eventStream(
  service: Pick<JobService, "events" | "firstEvent" | "lastEvent">,
  { after, job, signal, heartbeatMs = defaultHeartbeatMs }: EventStreamOptions,
): AsyncGenerator<string> {
  const last = await service.lastEvent();
  const start = startOf(after, job, last);
  yield "retry: 2000\n\n";
  const first = after === undefined ? 0 : await service.firstEvent();
  if (after !== undefined && (after > last || after + 1 < first)) yield gapFrame(after, first, last);
  const events = service.events({ after: start, signal, ...(job !== undefined && { job }) });
  for await (const event of withHeartbeat(events, heartbeatMs)) {
    if (signal.aborted) return;
    yield event === null ? ": still here\n\n" : eventFrame(event);
    if (job !== undefined && event?.change.kind === "deleted") return;
  }
}

/** One event as it goes over the wire. Its data is one line: JSON has no line breaks of its own. */
export function eventFrame(event: JobEvent): string {
  return `id: ${event.sequence}\nevent: ${event.change.kind}\ndata: ${JSON.stringify(eventView(event))}\n\n`;
}

function startOf(after: number | undefined, job: string | undefined, last: number): number {
  if (after === undefined) return job === undefined ? last : 0;
  // A number that was never given out is another store's: what comes next is new to whoever asks.
  return Math.min(after, last);
}

function gapFrame(after: number, first: number, last: number): string {
  return `event: gap\ndata: ${JSON.stringify({ after, first, last })}\n\n`;
}

/** The events, and null whenever there was none for so long. */
async function* withHeartbeat(
  events: AsyncIterable<JobEvent>,
  everyMs: number,
): AsyncGenerator<JobEvent | null> {
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const result = await orTimeout(next, everyMs);
      if (result === null) {
        yield null;
        continue;
      }
      if (result.done === true) return;
      yield result.value;
      next = iterator.next();
    }
  } finally {
    // Whoever ends early is ended by the signal too; what is under way then fails where nobody looks.
    next.catch(() => undefined);
    void iterator.return?.();
  }
}

async function orTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T | null> {
  const { promise: elapsed, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, timeoutMs, null);
  try {
    return await Promise.race([promise, elapsed]);
  } finally {
    clearTimeout(timer);
  }
}
