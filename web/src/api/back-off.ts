const firstMs = 500;
const mostMs = 15_000;

/** How long to wait before a try: longer after each, never the same for two pages. */
export function backOffMs(failures: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.max(0, failures - 1)) * (0.75 + Math.random() / 2);
}

/** Waits, at most until the network is there again or somebody looks at the page. */
export function waitToRetry(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    const whenSeen = (): void => void (document.hidden || done());
    function done(): void {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", whenSeen);
      signal.removeEventListener("abort", done);
      resolve();
    }
    addEventListener("online", done);
    document.addEventListener("visibilitychange", whenSeen);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
