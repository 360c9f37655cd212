import { type Schedule, whenOf } from "./schedule.ts";

/** When a schedule that never ran before would be due, in words and instants. */
export function nextDues(
  schedule: Schedule,
  now: number,
  most: number,
): { readonly words: string; readonly dues: readonly number[] } {
  const when = whenOf(schedule, { since: now, startedAt: now, lastDue: null });
  const dues: number[] = [];
  for (let due = when.next(now); due !== null && dues.length < most; due = when.next(due)) dues.push(due);
  return { words: when.words, dues };
}
