import { formatInstant } from "../../core/mod.ts";
import type { When } from "./when.ts";

/** The first and the last instant that count, in milliseconds since 1970. */
export interface Bounds {
  readonly start?: number;
  readonly end?: number;
}

/** The instants that lie within bounds, both included. */
export function withBounds(when: When, { start = -Infinity, end = Infinity }: Bounds): When {
  const from = start === -Infinity ? "" : `, from ${minuteOf(start)}`;
  const until = end === Infinity ? "" : `, until ${minuteOf(end)}`;
  return {
    words: `${when.words}${from}${until}`,
    next: (after) => {
      const instant = when.next(Math.max(after, start - 1));
      return instant === null || instant > end ? null : instant;
    },
  };
}

function minuteOf(instant: number): string {
  return `${formatInstant(instant).slice(0, 16).replace("T", " ")} UTC`;
}
