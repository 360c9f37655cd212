/** How far this machine's clock is behind the server's. */
let offsetMs = 0;

/** Now, by the server's clock: what it tells is told in its own time. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Learns the server's time from an answer, which tells whole seconds; a small difference is none. */
export function learnServerTime(response: Response): void {
  const told = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(told)) return;
  const difference = told + 500 - Date.now();
  offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
}
