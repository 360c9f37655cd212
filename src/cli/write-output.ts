import type { ItemView, JobView } from "../server/api.ts";
import type { Client } from "./client.ts";
import { followItems } from "./follow-items.ts";
import { makeSink } from "./output-sink.ts";
import type { Output } from "./output.ts";
import { type StreamName, readOutput } from "./read-output.ts";
import type { Reconnect } from "./reconnect.ts";

/** Which output is wanted, and how. */
export interface WriteOptions {
  readonly streams: readonly StreamName[];
  /** Whether what is not written yet is waited for. */
  readonly follow: boolean;
  /** One item alone; null: all of them. */
  readonly item: ItemView | null;
  /** The id of an attempt: all that it wrote, in place of items; null: items. */
  readonly attempt: string | null;
  /** Which of our own streams takes one of the job's. */
  readonly target: (stream: StreamName) => StreamName;
  readonly reconnect: Reconnect;
  readonly signal: AbortSignal;
}

/** So many items are followed at once: more than run at once on most machines, fewer than would burden the server. */
const AT_ONCE = 16;

/**
 * Writes what a job wrote: as it stands where it has no agenda, else with the item's name before each line. Items that
 * run at the same time are mixed line by line when followed, and come in the order of the agenda when not.
 */
export async function writeOutput(
  client: Client,
  job: JobView,
  output: Output,
  options: WriteOptions,
): Promise<void> {
  if (options.attempt !== null || options.item !== null || !job.hasAgenda) {
    await writeItem(client, job.id, options.item, false, output, options);
    return;
  }
  const { follow, reconnect, signal } = options;
  const items = follow ? followItems(client, job.id, reconnect, signal) : client.items(job.id);
  const work = async (): Promise<void> => {
    for (let next = await items.next(); next.done !== true; next = await items.next()) {
      await writeItem(client, job.id, next.value, true, output, options);
    }
  };
  await Promise.all(Array.from({ length: follow ? AT_ONCE : 1 }, work));
}

async function writeItem(
  client: Client,
  id: string,
  item: ItemView | null,
  isNamed: boolean,
  output: Output,
  options: WriteOptions,
): Promise<void> {
  const { follow, attempt, reconnect, signal } = options;
  const write = async (stream: StreamName): Promise<void> => {
    const sink = makeSink(output, { item, isNamed, stream, target: options.target(stream) });
    const query = {
      stream,
      follow,
      reconnect,
      signal,
      ...(item !== null && { item: item.index }),
      ...(attempt !== null && { attempt }),
    };
    for await (const piece of readOutput(client, id, query)) await sink.write(piece);
    await sink.end();
  };
  if (follow) await Promise.all(options.streams.map(write));
  else for (const stream of options.streams) await write(stream);
}
