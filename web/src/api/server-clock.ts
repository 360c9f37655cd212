/** How far this machine's clock is behind the server's. */
let offsetMs = 0;

/** An answer that took longer tells when the server wrote it, and not how late it is now. */
const longestWayMs = 1000;

/** Now, by the server's clock: what it tells is told in its own time. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Learns the server's time from an answer to what was asked then, which tells whole seconds; a small difference is none. */
export function learnServerTime(response: Response, askedAt: number): void {
  const told = Date.parse(response.headers.get("date") ?? "");
  const now = Date.now();
  if (Number.isNaN(told) || now - askedAt > longestWayMs) return;
  const difference = told + 500 - (askedAt + now) / 2;
  offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
}
