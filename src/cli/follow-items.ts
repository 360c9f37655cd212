import { setTimeout as sleep } from "node:timers/promises";
import { isEnd } from "../job/mod.ts";
import type { ItemView } from "../server/api.ts";
import type { Client } from "./client.ts";
import { itemTotal } from "./job-figures.ts";
import type { Reconnect } from "./reconnect.ts";

/** How long it may take until an item that was appended to a running job is seen. */
const PAUSE_MS = 500;

/**
 * The items of a job in the order of its agenda, those too that are appended while it runs. It ends with the job, and a
 * server that is away meanwhile is waited for.
 */
export async function* followItems(
  client: Client,
  id: string,
  reconnect: Reconnect,
  signal: AbortSignal,
): AsyncGenerator<ItemView, void, undefined> {
  for (let seen = 0; ; ) {
    // Nothing is appended after the end: what an ended job has is all.
    const job = await reconnect.request(() => client.job(id), signal);
    if (itemTotal(job) > seen) {
      for (let cursor: string | null = ""; cursor !== null; ) {
        const filter = new URLSearchParams(cursor === "" ? {} : { cursor });
        const page = await reconnect.request(() => client.itemPage(id, filter), signal);
        for (const item of page.items.filter(({ index }) => index >= seen)) {
          seen = item.index + 1;
          yield item;
        }
        cursor = page.next;
      }
    }
    if (isEnd(job.phase)) return;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
