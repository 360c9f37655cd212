import type { Notice } from "./outbox.ts";

/** How often one target is told something. All times in milliseconds. */
export interface Pace {
  /** What comes within this time goes together. */
  readonly gatherMs: number;
  /** After something was told, what comes next waits for the end of a window; while more comes, windows grow. */
  readonly windowsMs: readonly number[];
  /** So often within `urgentWithinMs` the first failure of a series, or a recovery, does not wait for its window. */
  readonly urgentTimes: number;
  readonly urgentWithinMs: number;
  /** After a delivery that failed: the first pause, which doubles up to the longest. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** After this time a notice is given up. */
  readonly giveUpMs: number;
}

/** The paces of mail. */
export const mailPace: Pace = {
  gatherMs: 200,
  windowsMs: [60_000, 15 * 60_000, 3_600_000],
  urgentTimes: 4,
  urgentWithinMs: 15 * 60_000,
  retryMs: 5000,
  longestRetryMs: 15 * 60_000,
  giveUpMs: 3 * 86_400_000,
};

/** Programs are told at once, and what comes within a second of it goes together. */
export const webhookPace: Pace = { ...mailPace, gatherMs: 0, windowsMs: [1000], urgentTimes: 0 };

/** What is remembered of a target. */
export interface TargetState {
  /** Which window is open, or was last. */
  readonly window: number;
  /** When it ends. */
  readonly opensAt: number;
  /** When something urgent was told inside a window. */
  readonly urgentAt: readonly number[];
  /** Deliveries that failed since the last one that did not. */
  readonly tries: number;
  readonly nextTryAt: number;
  /** Why the last delivery failed or was refused: it is logged when it is another than before. */
  readonly problem: string | null;
}

/** A target that was never told anything. */
export const newTarget: TargetState = {
  window: 0,
  opensAt: 0,
  urgentAt: [],
  tries: 0,
  nextTryAt: 0,
  problem: null,
};

/** When a target is to be told what waits for it. */
export function dueAt(notices: readonly Notice[], state: TargetState, pace: Pace): number {
  const oldest = Math.min(...notices.map(({ firstAt }) => firstAt));
  const gathered = oldest + pace.gatherMs;
  const window = notices.some(isUrgent) ? urgentFrom(state, pace) : state.opensAt;
  return Math.max(gathered, window, state.nextTryAt);
}

/** The state after something was told. */
export function afterTelling(
  notices: readonly Notice[],
  state: TargetState,
  pace: Pace,
  now: number,
): TargetState {
  const delivered = { ...state, tries: 0, nextTryAt: 0 };
  if (now < state.opensAt) return { ...delivered, urgentAt: [...recentOf(state, pace, now), now] };
  const oldest = Math.min(...notices.map(({ firstAt }) => firstAt));
  const wasQuiet = oldest > state.opensAt;
  const window = wasQuiet ? 0 : Math.min(state.window + 1, pace.windowsMs.length - 1);
  return { ...delivered, window, opensAt: now + (pace.windowsMs[window] ?? 0) };
}

/** The state after a delivery that failed. */
export function afterFailure(state: TargetState, pace: Pace, now: number): TargetState {
  const pause = Math.min(pace.retryMs * 2 ** Math.min(state.tries, 20), pace.longestRetryMs);
  return { ...state, tries: state.tries + 1, nextTryAt: now + pause };
}

/** Whether the first failure of a series is among what it stands for, or the series is over. */
function isUrgent({ kind, count, facts }: Notice): boolean {
  return kind === "recovery" || (kind === "failure" && facts.series.failures <= count);
}

/** From when on something urgent may be told. */
function urgentFrom({ urgentAt, opensAt }: TargetState, { urgentTimes, urgentWithinMs }: Pace): number {
  if (urgentTimes === 0) return opensAt;
  const before = urgentAt.at(-urgentTimes);
  return before === undefined ? 0 : Math.min(opensAt, before + urgentWithinMs);
}

function recentOf({ urgentAt }: TargetState, { urgentWithinMs }: Pace, now: number): readonly number[] {
  return urgentAt.filter((at) => at > now - urgentWithinMs);
}
