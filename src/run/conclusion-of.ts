import type { Outcome } from "../job/mod.ts";
import { type AttemptEnd, isOfThisBoot } from "../process/mod.ts";
import type { AttemptConclusion } from "./end-report.ts";

/** What the end that a shim has recorded says of its attempt. */
export function conclusionOf(end: AttemptEnd): Omit<AttemptConclusion, "leftProcesses"> {
  const { cpuMs, peakMemoryBytes } = end;
  return {
    outcome: outcomeOf(end),
    startedAt: end.startedAtMs,
    endedAt: end.endedAtMs,
    pid: end.pid,
    usage: cpuMs === null || peakMemoryBytes === null ? null : { cpuMs, peakMemoryBytes },
  };
}

/** What a system ends everything with that still runs when it is shut down. */
const shutdownSignals = ["SIGTERM", "SIGKILL"];

/** An end by such a signal before the machine was started anew says nothing of the work: it is done again. */
function outcomeOf({ end, shim, outputLost }: AttemptEnd): Outcome {
  if (end.kind === "signal" && shutdownSignals.includes(end.signal) && shim !== null && !isOfThisBoot(shim))
    return { kind: "lost", message: `the machine was shut down, and ${end.signal} ended it` };
  return outputLost === null || end.kind === "launch" ? end : { ...end, outputLost };
}
