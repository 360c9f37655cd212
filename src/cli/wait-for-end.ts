import { setTimeout as sleep } from "node:timers/promises";
import { isEnd } from "../job/mod.ts";
import type { JobView } from "../server/api.ts";
import { type Client, jobPath } from "./client.ts";
import type { Reconnect } from "./reconnect.ts";

/** How a wait is done. */
export interface WaitOptions {
  readonly reconnect: Reconnect;
  /** How long one request may wait for a change of phase: short where the counts of items are shown. */
  readonly seconds: number;
  readonly onJob: (job: JobView) => void;
  readonly signal: AbortSignal;
}

/** Between two looks at a job whose phase the server does not wait in (HELD, SUSPENDED, UNKNOWN). */
const PAUSE_MS = 1000;
/** Beyond the time that the server was asked to wait. */
const SLACK_MS = 30_000;

/** Waits until nothing more happens to a job. A server that is away meanwhile is waited for too. */
export async function waitForEnd(client: Client, first: JobView, options: WaitOptions): Promise<JobView> {
  let job = first;
  for (;;) {
    options.onJob(job);
    if (isEnd(job.phase)) return job;
    const { id, phase } = job;
    if (!isWaitable(phase)) await sleep(PAUSE_MS, undefined, { signal: options.signal });
    const path = `${jobPath(id)}?wait=${options.seconds}&phase=${phase}`;
    const timeoutMs = options.seconds * 1000 + SLACK_MS;
    job = await options.reconnect.request(
      () => client.json<JobView>(path, { signal: options.signal, timeoutMs }),
      options.signal,
    );
  }
}

/** The phases that UWS 1.1 §2.2.1.1 waits in. */
function isWaitable(phase: JobView["phase"]): boolean {
  return phase === "PENDING" || phase === "QUEUED" || phase === "EXECUTING";
}
