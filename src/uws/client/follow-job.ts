import type { Connection } from "./connection.ts";
import type { UwsJobDocument } from "./job-document.ts";
import { UwsServiceError } from "./service-error.ts";
import { type UwsPhase, hasEnded, isWaitable } from "./uws-phase.ts";

/** What is waited for. */
export interface UwsWaitOptions {
  /** These phases; it is over at the job's end in any case. */
  readonly phase?: UwsPhase | readonly UwsPhase[];
  /** Milliseconds after which the job is handed back as it is then. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Reads the job with a query string; the service may take so long. */
type Read = (
  query: string,
  options: { readonly signal?: AbortSignal },
  timeoutMs: number,
) => Promise<UwsJobDocument>;

/** The first pause between two looks at a job, and the longest. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** How long a service is asked to wait: shorter than the time that proxies have patience for. */
const LONGEST_WAIT_SECONDS = 25;
/** What takes so long has been a wait: a service may answer before its time. */
const REAL_WAIT_MS = 1000;
/** So many failures one after the other are taken for passing ones. */
const MOST_FAILURES = 5;

/** Waits until a job is in one of some phases, has ended, or the time is over. @throws {UwsServiceError} */
export async function waitForJob(
  connection: Connection,
  read: Read,
  options: UwsWaitOptions,
): Promise<UwsJobDocument> {
  const wanted = [options.phase ?? []].flat();
  let last: UwsJobDocument | undefined;
  for await (const document of followJob(connection, read, options)) {
    if (wanted.includes(document.phase)) return document;
    last = document;
  }
  // At its first look the generator always has a document, or throws.
  return last as UwsJobDocument;
}

/**
 * Looks at a job again and again until it has ended or the time is over. A service of UWS 1.1 is asked to answer when
 * something changes; one of 1.0, one that does not wait, and phases in which none does, are asked at growing intervals.
 */
export async function* followJob(
  connection: Connection,
  read: Read,
  { timeoutMs, signal }: Pick<UwsWaitOptions, "timeoutMs" | "signal">,
): AsyncGenerator<UwsJobDocument, void, undefined> {
  const over = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  const { timeoutMs: limitMs } = connection;
  const during = signal === undefined ? {} : { signal };
  const look = patient(
    (query, waitMs) => read(query, during, limitMs === 0 ? 0 : limitMs + waitMs),
    (ms) => connection.pause(ms, signal),
  );
  let document = await look("", 0);
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    yield document;
    const leftMs = over - Date.now();
    if (hasEnded(document.phase) || leftMs <= 0) return;
    const { phase, version } = document;
    const seconds = waitSeconds(leftMs);
    const mayWait = version !== "1.0" && isWaitable(phase) && seconds > 0;
    const askedAt = Date.now();
    if (!mayWait) await connection.pause(Math.min(pauseMs, leftMs), signal);
    document = mayWait ? await look(`WAIT=${seconds}&PHASE=${phase}`, seconds * 1000) : await look("", 0);
    const hasWaited = Date.now() - askedAt >= REAL_WAIT_MS;
    if (document.phase !== phase || (mayWait && hasWaited)) pauseMs = FIRST_PAUSE_MS;
    else {
      // A service that was to wait and did not is not asked in a circle.
      if (mayWait) await connection.pause(Math.min(pauseMs, Math.max(0, over - Date.now())), signal);
      pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
    }
  }
}

function waitSeconds(leftMs: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, Math.floor(leftMs / 1000));
}

/** A look that bears with passing failures, at intervals that grow or that the service names. */
function patient(
  look: (query: string, waitMs: number) => Promise<UwsJobDocument>,
  pause: (ms: number) => Promise<void>,
): (query: string, waitMs: number) => Promise<UwsJobDocument> {
  let hasAnswered = false;
  return async (query, waitMs) => {
    for (let failures = 1; ; failures++) {
      try {
        const document = await look(query, waitMs);
        hasAnswered = true;
        return document;
      } catch (error) {
        const passes = error instanceof UwsServiceError && error.isTransient && hasAnswered;
        if (!passes || failures > MOST_FAILURES) throw error;
        await pause(error.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** failures);
      }
    }
  };
}
