/** Timers of Node know no longer time, in milliseconds: 24.8 days. */
export const LONGEST_MS: number = 2 ** 31 - 1;

/**
 * Calls once when so many milliseconds are over, also where that is more than a timer of Node can wait.
 *
 * @param longestMs how long a single timer may wait
 * @returns what stops it
 */
export function startLongTimer(
  milliseconds: number,
  onOver: () => void,
  longestMs: number = LONGEST_MS,
): () => void {
  const end = performance.now() + milliseconds;
  let timer: NodeJS.Timeout;
  const arm = (leftMs: number): void => {
    timer = setTimeout(
      () => (leftMs > longestMs ? arm(end - performance.now()) : onOver()),
      Math.min(leftMs, longestMs),
    );
  };
  arm(milliseconds);
  return () => clearTimeout(timer);
}
