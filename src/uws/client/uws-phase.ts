import type { Phase } from "../../job/mod.ts";

/** A phase of UWS 1.1 §2.1.3, or a word that a service has of its own. */
export type UwsPhase = Phase | (string & {});

/** Whether nothing more happens to a job in this phase. */
export function hasEnded(phase: UwsPhase): boolean {
  return ["COMPLETED", "ERROR", "ABORTED", "ARCHIVED"].includes(phase);
}

/** Whether a service waits in this phase, where it is asked to (UWS 1.1 §2.2.1.1). */
export function isWaitable(phase: UwsPhase): boolean {
  return ["PENDING", "QUEUED", "EXECUTING"].includes(phase);
}
