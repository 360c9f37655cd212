import type { StreamName } from "../../task/mod.ts";
import type { NodeResult } from "./node-result.ts";

/** What came out of a run. */
export interface RunSummary {
  /** In the order of the run. */
  readonly results: ReadonlyMap<string, NodeResult>;
  readonly isInterrupted: boolean;
  /** Why not all were started; null where they were, or somebody interrupted. */
  readonly stopReason: string | null;
  readonly durationMs: number;
}

/** Hears of a run: shows it, or keeps what it writes. */
export interface RunObserver {
  started?(node: string): void;
  /** The bytes are the observer's for the length of the call alone. */
  wrote?(node: string, stream: StreamName, bytes: Uint8Array): void;
  /** One try of a node is over. */
  ended?(node: string, result: NodeResult): void;
  /** These begin anew: what they wrote before counts no more. */
  again?(nodes: readonly string[], attempt: number): void;
  /** Whether something that nodes wrote is neither shown nor kept. */
  readonly isIncomplete?: boolean;
  /** All is over. */
  finished?(summary: RunSummary): Promise<void> | void;
}

/** Several that hear of everything, one after the other. */
export function allOf(observers: readonly RunObserver[]): Required<RunObserver> {
  return {
    get isIncomplete() {
      return observers.some((each) => each.isIncomplete === true);
    },
    started: (node) => {
      for (const each of observers) each.started?.(node);
    },
    wrote: (node, stream, bytes) => {
      for (const each of observers) each.wrote?.(node, stream, bytes);
    },
    ended: (node, result) => {
      for (const each of observers) each.ended?.(node, result);
    },
    again: (nodes, attempt) => {
      for (const each of observers) each.again?.(nodes, attempt);
    },
    finished: async (summary) => {
      for (const each of observers) await each.finished?.(summary);
    },
  };
}
