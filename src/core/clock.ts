/** Where the time comes from: injected, so that a test can drive years in seconds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** An instant as UWS 1.1 wants it (§2.2.1: ISO 8601, UTC, with a Z): `2026-11-22T01:02:03.456Z`. */
export function formatInstant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
