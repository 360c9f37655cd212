import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 10;

/**
 * Waits until something is the case, and counts how often our own process came round to look, every 10 ms at the best. A
 * machine that is slow or stands still makes a beat longer, and adds none: so beats tell what is done at once from what
 * waits for a timer.
 */
export async function beatsUntil(what: string, isSo: () => boolean, most: number): Promise<number> {
  for (let beats = 0; beats <= most; beats++) {
    if (isSo()) return beats;
    await sleep(BEAT_MS);
  }
  throw new Error(`It took more than ${most} beats until ${what}`);
}
