import type { When } from "./when/when.ts";

/** Due instants that have passed, in order (ms). */
export interface PassedDues {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** The latest of them, at most {@link MOST_LISTED}, oldest first. */
  readonly latest: readonly number[];
}

/** So many are made up for one by one. */
const MOST_LISTED = 100;
/** So many are counted one by one; a server that was away for longer says "at least so many". */
const MOST_COUNTED = 10_000;

/**
 * The due instants after one instant and up to another; null where there is none.
 *
 * @param isTime whether a due instant that has passed is to be started already, jitter being over
 */
export function passedDues(
  when: When,
  after: number,
  now: number,
  isTime: (due: number) => boolean,
): PassedDues | null {
  const found = listDues(when, after, now, isTime);
  const [first] = found.dues;
  if (first === undefined) return null;
  const tail = found.isWhole ? found.dues : lastDues(when, after, now, isTime);
  const latest = tail.slice(-MOST_LISTED);
  return { first, last: latest.at(-1) ?? first, count: found.dues.length, latest };
}

function listDues(
  when: When,
  after: number,
  now: number,
  isTime: (due: number) => boolean,
): { readonly dues: readonly number[]; readonly isWhole: boolean } {
  const dues: number[] = [];
  for (let due = when.next(after); due !== null && due <= now && isTime(due); due = when.next(due)) {
    dues.push(due);
    if (dues.length === MOST_COUNTED) return { dues, isWhole: false };
  }
  return { dues, isWhole: true };
}

/** From near to far, so that what is due every second is not gone through for years. */
const LOOKS_BACK_MS = [60_000, 3_600_000, 86_400_000, 32 * 86_400_000, 400 * 86_400_000];

function lastDues(
  when: When,
  after: number,
  now: number,
  isTime: (due: number) => boolean,
): readonly number[] {
  for (const back of LOOKS_BACK_MS) {
    const { dues } = listDues(when, Math.max(after, now - back), now, isTime);
    if (dues.length >= MOST_LISTED) return dues;
  }
  return listDues(when, after, now, isTime).dues;
}
