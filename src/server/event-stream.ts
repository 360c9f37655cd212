import type { JobEvent } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import { merged } from "./merged.ts";
import { type OutputEvent, type StreamName, offsetAfter, outputEvents } from "./output-events.ts";
import { eventView } from "./views.ts";

/** Where an event stream begins and what it holds. */
export interface EventStreamOptions {
  /** After this event; left out: a job's from its first, all jobs' from now on. */
  readonly after?: number;
  /** The events of this job alone; the stream ends when it is deleted. */
  readonly job?: string;
  /** Changes of these kinds alone. */
  readonly kinds?: readonly string[];
  /** With what the job writes. */
  readonly output?: OutputPosition;
  readonly signal: AbortSignal;
  readonly heartbeatMs?: number;
}

/** From where on the outputs of an item are told; the item may be left out where a job has only one. */
export interface OutputPosition {
  readonly item?: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** Shorter than the idle timeout of common proxies. */
const defaultHeartbeatMs = 15_000;
const streams: readonly StreamName[] = ["stdout", "stderr"];

/**
 * Server-sent events (HTML Standard §9.2): stored ones first, then live ones. It is read no faster than the client
 * takes it. Where events that were asked for are no longer kept, an event `gap` comes first.
 */
export async function* eventStream(
  service: Pick<JobService, "events" | "firstEvent" | "lastEvent" | "follow">,
  options: EventStreamOptions,
): AsyncGenerator<string> {
  const { after, job, signal, heartbeatMs = defaultHeartbeatMs } = options;
  const last = await service.lastEvent();
  const start = startOf(after, job, last);
  yield "retry: 2000\n\n";
  const first = after === undefined ? 0 : await service.firstEvent();
  if (after !== undefined && (after > last || after + 1 < first)) yield gapFrame(after, first, last);
  const changes = service.events({ after: start, signal, ...(job !== undefined && { job }) });
  const place = new Place(start, options.output);
  let toldAt = performance.now();
  for await (const event of merged<JobEvent | OutputEvent>(
    [changes, ...outputsOf(service, options)],
    heartbeatMs,
  )) {
    if (signal.aborted) return;
    if (event !== null) place.move(event);
    const isWanted = event !== null && (!("change" in event) || isOfKind(event, options.kinds));
    // What is left out for long may be all that there is: the place in it is told, and that the server is there.
    const isDue = isWanted || event === null || performance.now() - toldAt > heartbeatMs;
    if (isDue) {
      yield isWanted ? frameOf(event, place.id) : place.heartbeat;
      toldAt = performance.now();
    }
    if (job !== undefined && isDeletion(event)) return;
  }
}

/** One event as it goes over the wire. Its data is one line: JSON has no line breaks of its own. */
export function eventFrame(event: JobEvent, id: string = String(event.sequence)): string {
  return `id: ${id}\nevent: ${event.change.kind}\ndata: ${JSON.stringify(eventView(event))}\n\n`;
}

function frameOf(event: JobEvent | OutputEvent, id: string): string {
  if ("change" in event) return eventFrame(event, id);
  const { kind, ...data } = event;
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}

function outputsOf(
  service: Pick<JobService, "follow">,
  { job, output, signal }: EventStreamOptions,
): readonly AsyncIterable<OutputEvent>[] {
  if (output === undefined || job === undefined) return [];
  const item = output.item === undefined ? {} : { item: output.item };
  return streams.map((stream) =>
    outputEvents(service, job, { stream, ...item, offset: output[stream], signal }),
  );
}

/** How far a stream has come: `7`, or `7;120,0` with outputs. */
class Place {
  readonly #output: Record<StreamName, number> | undefined;
  #sequence: number;
  #isTold = true;

  constructor(sequence: number, output: OutputPosition | undefined) {
    this.#sequence = sequence;
    this.#output = output && { stdout: output.stdout, stderr: output.stderr };
  }

  move(event: JobEvent | OutputEvent): void {
    this.#isTold = false;
    if ("change" in event) this.#sequence = event.sequence;
    else if (this.#output !== undefined) this.#output[event.stream] = offsetAfter(event);
  }

  get id(): string {
    this.#isTold = true;
    const { stdout, stderr } = this.#output ?? {};
    return stdout === undefined ? String(this.#sequence) : `${this.#sequence};${stdout},${stderr}`;
  }

  /** A frame without data changes only the place that a client would go on from. */
  get heartbeat(): string {
    return this.#isTold ? ": still here\n\n" : `id: ${this.id}\n: still here\n\n`;
  }
}

function isOfKind({ change }: JobEvent, kinds: readonly string[] | undefined): boolean {
  return kinds === undefined || kinds.includes(change.kind);
}

function isDeletion(event: JobEvent | OutputEvent | null): boolean {
  return event !== null && "change" in event && event.change.kind === "deleted";
}

function startOf(after: number | undefined, job: string | undefined, last: number): number {
  if (after === undefined) return job === undefined ? last : 0;
  // A number that was never given out is another store's: what comes next is new to whoever asks.
  return Math.min(after, last);
}

function gapFrame(after: number, first: number, last: number): string {
  return `event: gap\ndata: ${JSON.stringify({ after, first, last })}\n\n`;
}
