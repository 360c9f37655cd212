import type { AttemptOrder } from "./agent-protocol.ts";

/** The order of an attempt that belongs to nobody any more: it is killed at once, and nothing of it is reported. */
export function supersededOrder(id: string): AttemptOrder {
  return {
    id,
    fence: 0,
    job: "",
    graceMs: 0,
    outputLimitBytes: Number.MAX_SAFE_INTEGER,
    resultLimitBytes: Number.MAX_SAFE_INTEGER,
    leaveChildren: false,
    deadlineAt: null,
    durationMs: 0,
    stop: null,
    isSuspended: false,
    suspends: "processes",
    holds: 0,
  };
}
