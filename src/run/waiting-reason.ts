import type { Job } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { noOwnerLimits } from "./owner-limits.ts";
import type { SupervisorSettings } from "./supervisor-options.ts";
import type { SupervisorParts } from "./supervisor-parts.ts";
import { whyWaiting } from "./why-waiting.ts";

/** Why a job waits under a supervisor as it is now, in one sentence; null where it doesn't. */
export async function waitingReason(
  job: Job,
  {
    store,
    settings,
    parts,
  }: { readonly store: Store; readonly settings: SupervisorSettings; readonly parts: SupervisorParts },
): Promise<string | null> {
  return whyWaiting(job, {
    live: await store.liveAttempts(),
    type: settings.types.get(job.type),
    ownerLimits: settings.ownerLimits ?? noOwnerLimits,
    slots: settings.concurrent,
    isAgentThere: parts.attempts.lines.all().length > 0,
    hasRoom: parts.ballast.isHeld,
    isHeld: (await parts.holds.names()).includes(job.type),
  });
}
