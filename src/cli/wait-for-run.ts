import { setTimeout as sleep } from "node:timers/promises";
import type { JobView } from "../server/api.ts";
import { type Client, jobPath } from "./client.ts";
import type { Reconnect } from "./reconnect.ts";

const PAUSE_MS = 500;
const WAIT_SECONDS = 20;

/** Waits until a job is run: before that it has no items, and its output is not even begun. */
export async function waitForRun(
  client: Client,
  first: JobView,
  reconnect: Reconnect,
  signal: AbortSignal,
): Promise<JobView> {
  let job = first;
  while (job.phase === "PENDING" || job.phase === "HELD") {
    if (job.phase === "HELD") await sleep(PAUSE_MS, undefined, { signal });
    const path = `${jobPath(job.id)}?wait=${WAIT_SECONDS}&phase=${job.phase}`;
    job = await reconnect.request(() => client.json<JobView>(path, { signal }), signal);
  }
  return job;
}
