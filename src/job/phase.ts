import { RunyardError } from "../core/mod.ts";

/** The execution phases of UWS 1.1 §2.1.3. */
export const phases = [
  "PENDING",
  "QUEUED",
  "EXECUTING",
  "COMPLETED",
  "ERROR",
  "ABORTED",
  "HELD",
  "SUSPENDED",
  "UNKNOWN",
  "ARCHIVED",
] as const;

/** A phase of a job. */
export type Phase = (typeof phases)[number];

/**
 * Which phase may follow which: the one table (UWS 1.1 §2.1.3 with the questions it leaves open answered).
 *
 * - PENDING: entered at creation; parameters may change; left by RUN (QUEUED, or HELD where the type is paused),
 *   by ABORT, or to ERROR where what was asked for can't be run.
 * - HELD: RUN was answered by a paused type; left by RUN or the release (QUEUED), or by ABORT.
 * - QUEUED: waits for a place; left by the first claim of an attempt, or by ABORT.
 * - EXECUTING: from the first claim to the end of the last item; retries of items happen inside it; left to an end
 *   phase, to SUSPENDED by request, to UNKNOWN where the agent can't be heard.
 * - SUSPENDED: its processes are stopped; goes on, or is aborted.
 * - UNKNOWN: the agent is silent; left when it returns or its lease has ended.
 * - COMPLETED, ERROR, ABORTED: ends; they change only to ARCHIVED, at destruction.
 */
const table: Readonly<Record<Phase, readonly Phase[]>> = {
  PENDING: ["QUEUED", "HELD", "ERROR", "ABORTED"],
  HELD: ["QUEUED", "ERROR", "ABORTED"],
  QUEUED: ["EXECUTING", "ERROR", "ABORTED"],
  EXECUTING: ["COMPLETED", "ERROR", "ABORTED", "SUSPENDED", "UNKNOWN"],
  SUSPENDED: ["EXECUTING", "ERROR", "ABORTED", "UNKNOWN"],
  UNKNOWN: ["EXECUTING", "SUSPENDED", "COMPLETED", "ERROR", "ABORTED"],
  COMPLETED: ["ARCHIVED"],
  ERROR: ["ARCHIVED"],
  ABORTED: ["ARCHIVED"],
  ARCHIVED: [],
};

/** The transition table, as a caller may ask it. */
export const transitions = {
  /** Whether a job may go from one phase to another. */
  get(from: Phase, to: Phase): boolean {
    return table[from].includes(to);
  },
};

/** Whether nothing more happens to a job in this phase. */
export function isEnd(phase: Phase): boolean {
  return phase === "COMPLETED" || phase === "ERROR" || phase === "ABORTED" || phase === "ARCHIVED";
}

/** Whether a text is the name of a phase. */
export function isPhase(text: string): text is Phase {
  return (phases as readonly string[]).includes(text);
}

/** @throws {RunyardError} `not-allowed`, where the table has no such step */
export function checkTransition(id: string, from: Phase, to: Phase): void {
  if (transitions.get(from, to)) return;
  throw new RunyardError("not-allowed", `Cannot bring job "${id}" to ${to}: it is ${from}`);
}
