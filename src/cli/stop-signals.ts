/** A wrapper like npm passes Ctrl-C on to a process that the terminal has told already: that is one wish, not two. */
const SAME_WISH_MS = 500;

/** Listens for SIGINT and SIGTERM, or some of them: `onFirst` ends things in order, `onSecond` at once. @returns the end of listening */
export function onStopSignals(
  signals: readonly NodeJS.Signals[],
  onFirst: (signal: NodeJS.Signals) => void,
  onSecond: (signal: NodeJS.Signals) => void,
): () => void {
  let firstAt: number | null = null;
  const listener = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      onFirst(signal);
    } else if (now - firstAt > SAME_WISH_MS) onSecond(signal);
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
