import { setTimeout as sleep } from "node:timers/promises";
import { type Client, jobPath } from "./client.ts";
import { type Reconnect, isAway } from "./reconnect.ts";

/** A name of an output. */
export type StreamName = "stdout" | "stderr";

/** Which output is read, and how. */
export interface ReadOptions {
  /** Left out where the job has one item. */
  readonly item?: number;
  /** The id of the attempt whose whole output is read, in place of an item's. */
  readonly attempt?: string;
  readonly stream: StreamName;
  /** Whether what is not written yet is waited for. */
  readonly follow: boolean;
  readonly reconnect: Reconnect;
  readonly signal: AbortSignal;
}

const PAUSE_MS = 250;

/** An output from its beginning, byte for byte. When followed, a connection that breaks is taken up where it was. */
export async function* readOutput(
  client: Client,
  id: string,
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { reconnect, signal, follow } = options;
  for (let offset = 0; ; ) {
    const before = offset;
    const path = outputPath(id, options, offset);
    const response = await reconnect.request(() => client.request(path, { signal, timeoutMs: 0 }), signal);
    try {
      for await (const chunk of client.read(response)) {
        offset += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!follow || signal.aborted || !isAway(error)) throw error;
    }
    if (isAll(response.headers, offset, options.follow)) return;
    // A server that stops ends its answers early: only the next one knows whether more will come.
    if (offset === before) await sleep(PAUSE_MS, undefined, { signal });
  }
}

function outputPath(id: string, { item, attempt, stream, follow }: ReadOptions, offset: number): string {
  const query = new URLSearchParams({ offset: String(offset) });
  if (item !== undefined) query.set("item", String(item));
  if (attempt !== undefined) query.set("attempt", attempt);
  if (follow) query.set("follow", "true");
  return `${jobPath(id)}/output/${stream}?${query.toString()}`;
}

function isAll(headers: Headers, offset: number, follow: boolean): boolean {
  const isRead = offset >= Number(headers.get("runyard-output-size") ?? offset);
  return isRead && (!follow || headers.get("runyard-output-complete") !== "false");
}
