import { setTimeout as sleep } from "node:timers/promises";
import { formatSize, messageOf } from "../core/mod.ts";
import { type Job, printableText } from "../job/mod.ts";
import type { JobService, OutputPart } from "../run/mod.ts";
import { maskBytes, maskSecrets } from "./mask-secrets.ts";

/** What of a job's output goes with a mail. */
export interface Excerpt {
  /** The last lines, standard error before standard output. */
  readonly tails: readonly Tail[];
  readonly attachments: readonly Attachment[];
  /** Why it can't be shown; null where it can. */
  readonly problem: string | null;
}

/** The end of an output. */
export interface Tail {
  /** `standard error`, `standard error of item frame7` … */
  readonly of: string;
  readonly text: string;
}

/** A whole output, or its two ends. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What an excerpt is read with. */
export interface ExcerptSource {
  readonly service: Pick<JobService, "items" | "output">;
  readonly secrets: readonly string[];
  /** Of all attachments together. */
  readonly limitBytes: number;
}

/** Of so many items the output is shown: of those that failed, where the job failed. */
const ITEMS_SHOWN = 3;
const TAIL_BYTES = 4096;
const TAIL_LINES = 30;
const PIECE_BYTES = 256 * 1024;
/** An agent that does not answer must not hold a mail back. */
const PATIENCE_MS = 10_000;

/** Reads what of a job's output goes with a mail. It fails in words, never by throwing. */
export async function readExcerpt(job: Job, source: ExcerptSource): Promise<Excerpt> {
  try {
    const late = sleep(PATIENCE_MS, null, { ref: false });
    return (await Promise.race([readAll(job, source), late])) ?? nothing("its agent does not answer");
  } catch (error) {
    return nothing(messageOf(error));
  }
}

function nothing(problem: string): Excerpt {
  return { tails: [], attachments: [], problem };
}

async function readAll(job: Job, source: ExcerptSource): Promise<Excerpt> {
  const items = await itemsToShow(job, source.service);
  const share = Math.floor(source.limitBytes / Math.max(1, items.length * 2));
  const tails: Tail[] = [];
  const attachments: Attachment[] = [];
  for (const { index, name } of items) {
    for (const stream of ["stderr", "stdout"] as const) {
      const ends = await readEnds(job.id, index, stream, { ...source, limitBytes: share });
      const of = `standard ${stream === "stderr" ? "error" : "output"}${name === "" ? "" : ` of item ${name}`}`;
      const text = lastLines(ends.tail);
      if (text !== "") tails.push({ of: printableText(of), text });
      const file = `${job.id}${items.length > 1 ? `-${index}` : ""}-${stream}.txt`;
      if (ends.bytes.length > 0) attachments.push({ name: file, bytes: ends.bytes });
    }
  }
  return { tails, attachments, problem: null };
}

async function itemsToShow(
  job: Job,
  service: ExcerptSource["service"],
): Promise<readonly { readonly index: number; readonly name: string }[]> {
  const phase = job.items.failed > 0 ? ({ phase: "failed" } as const) : {};
  return service.items(job.id, { ...phase, limit: ITEMS_SHOWN });
}

interface Part {
  readonly bytes: Buffer;
  /** Of the whole output. */
  readonly size: number;
}

/** Piece by piece: a large one would keep an agent's line to itself. */
async function readPart(
  read: (offset: number, length: number) => Promise<OutputPart>,
  offset: number,
  length: number,
): Promise<Part> {
  const pieces: Uint8Array[] = [];
  for (let done = 0; ; ) {
    const part = await read(offset + done, Math.min(PIECE_BYTES, length - done));
    pieces.push(part.bytes);
    done += part.bytes.length;
    if (done >= length || part.bytes.length === 0)
      return { bytes: Buffer.concat(pieces), size: part.sizeBytes };
  }
}

interface Ends {
  readonly tail: string;
  readonly bytes: Buffer;
}

async function readEnds(
  id: string,
  item: number,
  stream: "stdout" | "stderr",
  { service, secrets, limitBytes }: ExcerptSource,
): Promise<Ends> {
  const read = (offset: number, length: number): Promise<Part> =>
    readPart(
      (from, most) => service.output(id, { item, stream, offset: from, length: most }),
      offset,
      length,
    );
  const { bytes: start, size } = await read(0, limitBytes);
  const end = await read(Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
  const tail = maskSecrets(end.bytes.toString("utf8"), secrets);
  // A file of nothing but the note that it was cut would tell nothing.
  if (size > limitBytes && limitBytes < 1000) return { tail, bytes: Buffer.alloc(0) };
  if (size <= limitBytes) return { tail, bytes: maskBytes(start, secrets) };
  const half = Math.floor(limitBytes / 2);
  const last = await read(size - half, half);
  const cut = Buffer.from(`\n\n[… ${formatSize(size - 2 * half)} left out …]\n\n`);
  const [head, foot] = [start.subarray(0, half), last.bytes].map((part) => maskBytes(part, secrets));
  return { tail, bytes: Buffer.concat([head ?? start, cut, foot ?? last.bytes]) };
}

function lastLines(text: string): string {
  return printableText(text).trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}
