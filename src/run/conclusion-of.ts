import type { AttemptEnd } from "../process/mod.ts";
import type { AttemptConclusion } from "./end-report.ts";

/** What the end that a shim has recorded says of its attempt. */
export function conclusionOf(end: AttemptEnd): Omit<AttemptConclusion, "leftProcesses"> {
  const { cpuMs, peakMemoryBytes, outputLost } = end;
  return {
    outcome: outputLost === null || end.end.kind === "launch" ? end.end : { ...end.end, outputLost },
    startedAt: end.startedAtMs,
    endedAt: end.endedAtMs,
    pid: end.pid,
    usage: cpuMs === null || peakMemoryBytes === null ? null : { cpuMs, peakMemoryBytes },
  };
}
