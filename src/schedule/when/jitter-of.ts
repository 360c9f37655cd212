import { hash } from "node:crypto";

/**
 * How many milliseconds after its due instant a schedule starts, so that many that are due together do not start
 * together: 0 to `jitterMs`, always the same for one key and one due instant, and never as late as the next due one.
 */
export function jitterOf(key: string, due: number, jitterMs: number, next: number | null = null): number {
  if (jitterMs <= 0) return 0;
  const share = hash("sha256", `${key}\n${due}`, "buffer").readUInt32BE(0) / 2 ** 32;
  const limit = next === null ? jitterMs : Math.min(jitterMs, next - due - 1);
  return Math.max(0, Math.floor(share * (limit + 1)));
}
