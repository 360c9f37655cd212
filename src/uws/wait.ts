import { RunyardError } from "../core/mod.ts";
import { type Phase, isPhase } from "../job/mod.ts";

/** What `WAIT` and `PHASE` ask for. */
export interface Wait {
  readonly timeoutMs: number;
  readonly phase?: Phase;
}

/** How long `WAIT=-1` lasts: shorter than the timeouts that clients and proxies have by default. */
const endlessSeconds = 60;
/** UWS lets a server answer early; a day is beyond any connection's life. */
const longestSeconds = 86_400;
/** A waiter must not return even a millisecond early, and timers do. */
const marginMs = 20;

/**
 * Reads the parameters of a blocking GET (UWS 1.1 §2.2.1.1).
 *
 * @returns undefined where the answer is wanted at once
 * @throws {RunyardError} `bad-parameter`
 */
export function parseWait(wait: string | undefined, phase: string | undefined): Wait | undefined {
  if (wait === undefined) return undefined;
  if (!/^\s*(-1|\d{1,12})\s*$/.test(wait)) {
    throw new RunyardError(
      "bad-parameter",
      `Cannot wait "${wait}" seconds: a whole number from 0, or -1, is wanted`,
    );
  }
  const asked = Number(wait);
  const seconds = asked === -1 ? endlessSeconds : Math.min(asked, longestSeconds);
  const known = phase === undefined ? {} : { phase: parsePhase(phase) };
  return seconds === 0 ? undefined : { timeoutMs: seconds * 1000 + marginMs, ...known };
}

/** @throws {RunyardError} `bad-parameter` where UWS 1.1 knows no such phase */
export function parsePhase(text: string): Phase {
  const phase = text.trim().toUpperCase();
  if (isPhase(phase)) return phase;
  throw new RunyardError("bad-parameter", `Cannot look for PHASE "${text}": UWS has no such phase`);
}
