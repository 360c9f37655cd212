import { RunyardError } from "../core/mod.ts";
import type { JobService } from "../run/mod.ts";
import { type Piece, Utf8Pieces } from "./utf8-pieces.ts";

/** One of a command's outputs. */
export type StreamName = "stdout" | "stderr";

/** What an event stream tells of an output; offsets are in bytes from its beginning. */
export type OutputEvent =
  | ({ readonly kind: "output"; readonly stream: StreamName } & Piece)
  /** The reader was too slow: what is left out can be read from the output itself. */
  | {
      readonly kind: "output-gap";
      readonly stream: StreamName;
      readonly offset: number;
      readonly next: number;
    }
  /** No more will come. */
  | { readonly kind: "output-end"; readonly stream: StreamName; readonly offset: number };

/** Which output, and from where. */
export interface OutputSource {
  readonly stream: StreamName;
  readonly item?: number;
  readonly offset: number;
  readonly signal: AbortSignal;
}

/** Whoever has more than this before them does not follow any more. */
const mostBehindBytes = 4 * 1024 * 1024;
/** Where they go on: so much before the end. */
const keptBytes = 64 * 1024;

/**
 * An output as events, as it is written, until no more will come or the job is deleted. Where an item is tried again
 * the offsets begin anew. At most one piece is in memory, however slow the reader is.
 */
export async function* outputEvents(
  service: Pick<JobService, "follow">,
  id: string,
  { stream, offset, ...query }: OutputSource,
): AsyncGenerator<OutputEvent> {
  const pieces = new Utf8Pieces();
  const told = (some: readonly Piece[]): readonly OutputEvent[] =>
    some.map((piece) => ({ kind: "output", stream, ...piece }));
  try {
    for (let [from, isBehind] = [offset, true]; isBehind; ) {
      isBehind = false;
      for await (const part of service.follow(id, { ...query, stream, offset: from })) {
        yield* told(pieces.add(part.offset, part.bytes));
        from = part.offset + part.bytes.length;
        isBehind = part.sizeBytes - from > mostBehindBytes;
        if (!isBehind) continue;
        const next = part.sizeBytes - keptBytes;
        yield* told(pieces.end());
        yield { kind: "output-gap", stream, offset: from, next };
        from = next;
        break;
      }
      if (isBehind || query.signal.aborted) continue;
      yield* told(pieces.end());
      yield { kind: "output-end", stream, offset: from };
    }
  } catch (error) {
    // Deleted meanwhile: the stream of its changes says so.
    if (!(error instanceof RunyardError) || error.code !== "not-found") throw error;
  }
}

/** Where the next event of this output begins. */
export function offsetAfter(event: OutputEvent): number {
  if (event.kind === "output-gap") return event.next;
  if (event.kind === "output-end") return event.offset;
  const length = "text" in event ? Buffer.byteLength(event.text) : Buffer.from(event.base64, "base64").length;
  return event.offset + length;
}
