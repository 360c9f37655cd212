import type { JSX } from "preact";
import type { ItemView, JobView } from "../../../src/server/api.ts";
import { messages } from "../messages.ts";

type AnyPhase = JobView["phase"] | ItemView["phase"];

/** The shape of each phase, in a box of 12 by 12: what colour says is said without it too. */
const shapes: Readonly<Record<AnyPhase, string>> = {
  PENDING: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM6 3a3 3 0 1 1 0 6a3 3 0 1 1 0-6z",
  QUEUED: "M1 2h10v2H1zM1 5h10v2H1zM1 8h10v2H1z",
  EXECUTING: "M2.5 1l8 5l-8 5z",
  COMPLETED: "M4.6 10.2L.8 6.4l1.5-1.5l2.3 2.3L9.7 2l1.5 1.5z",
  ERROR: "M2.5 1L6 4.5L9.500 1L11 2.5L7.500 6L11 9.500L9.500 11L6 7.500L2.500 11L1 9.500L4.500 6L1 2.500z",
  ABORTED: "M2 2h8v8H2z",
  HELD: "M6 .5L11.500 6L6 11.500L.5 6z",
  SUSPENDED: "M2 1.500h3v9H2zM7 1.500h3v9H7z",
  UNKNOWN:
    "M5 8.800h2v2H5zM6 1a3 3 0 0 1 3 3q0 1.700-2 2.800V8H5V5.700q2-.9 2-1.700a1 1 0 0 0-2 0H3a3 3 0 0 1 3-3z",
  ARCHIVED: "M1 2h10v2.500H1zM2 5.500h8V10.500H2zM4.500 6.500v1.200h3V6.500z",
  waiting: "M1 2h10v2H1zM1 5h10v2H1zM1 8h10v2H1z",
  running: "M2.5 1l8 5l-8 5z",
  complete: "M4.6 10.2L.8 6.4l1.5-1.5l2.3 2.3L9.7 2l1.5 1.5z",
  failed: "M2.5 1L6 4.5L9.500 1L11 2.5L7.500 6L11 9.500L9.500 11L6 7.500L2.500 11L1 9.500L4.500 6L1 2.500z",
  blocked: "M6 .5L11.500 6L6 11.500L.5 6z",
};

/** A phase of a job or of an item: shape, word and colour. */
export function PhaseMark({ phase, bare = false }: PhaseMarkProps): JSX.Element {
  const word = messages.phases[phase];
  return (
    <span class="phase" data-phase={phase.toLowerCase()}>
      <svg
        width="12"
        height="12"
        viewBox="0 0 12 12"
        aria-hidden={!bare}
        aria-label={bare ? word : undefined}
      >
        <path d={shapes[phase]} fill="currentColor" fill-rule="evenodd" />
      </svg>
      {bare ? null : <span>{word}</span>}
    </span>
  );
}

interface PhaseMarkProps {
  readonly phase: AnyPhase;
  /** Without the word beside it. */
  readonly bare?: boolean;
}
