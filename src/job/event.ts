import type { ItemPhase } from "./item.ts";
import type { Phase } from "./phase.ts";

/** What changed, stored in the same transaction as the change. */
export type Change =
  /** A job came to be, or its phase changed. */
  | { readonly kind: "phase"; readonly from: Phase | null; readonly to: Phase }
  /** Something else of the job changed: a parameter, a limit, its destruction. */
  | { readonly kind: "changed"; readonly what: string }
  /** An item's phase changed. */
  | {
      readonly kind: "item";
      readonly index: number;
      readonly name: string;
      readonly from: ItemPhase;
      readonly to: ItemPhase;
    }
  /** A running item tells how much of its work is done, from 0 to 1: at most once a second for each attempt. */
  | { readonly kind: "progress"; readonly index: number; readonly name: string; readonly fraction: number }
  /** An attempt's process was seen, or its end. */
  | { readonly kind: "attempt"; readonly attempt: string; readonly phase: "running" | "ending" | "ended" }
  /** Something worth knowing that changed nothing: a late report, a warning. */
  | { readonly kind: "note"; readonly message: string }
  /** The job is gone. */
  | { readonly kind: "deleted" };

/** A change as it is handed to the store. */
export interface NewEvent {
  readonly job: string;
  readonly at: number;
  readonly change: Change;
}

/** A change with its place in the one sequence that WAIT, the event stream, mail and the page live on. */
export interface JobEvent extends NewEvent {
  readonly sequence: number;
  readonly type: string;
  readonly owner: string | null;
}
