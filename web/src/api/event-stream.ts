import { backOffMs, waitToRetry } from "./back-off.ts";
import { ask } from "./client.ts";
import { ProblemError } from "./problem-error.ts";
import { type StreamEvent, SseParser } from "./sse-parser.ts";

/** How a stream is. */
export type StreamState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** It has broken off and is tried again. */
  | { readonly kind: "lost"; readonly nextTryAt: number }
  /** Nobody looks at the page: the browser's few connections are left to other tabs. */
  | { readonly kind: "resting" }
  /** The server does not want to: it is not tried again. */
  | { readonly kind: "refused"; readonly problem: ProblemError };

/** What is followed, and who is told. */
export interface FollowOptions {
  readonly path: string;
  readonly signal: AbortSignal;
  /** What came in one piece, in its order. */
  readonly onEvents: (events: readonly StreamEvent[]) => void;
  readonly onState: (state: StreamState) => void;
}

/** The server is heard every 15 s at least. */
const longestSilenceMs = 40_000;
const restAfterMs = 60_000;

/** Follows an event stream until it is told to stop: where it breaks off, it goes on at the event where it was. */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { signal, onState } = options;
  const parser = new SseParser();
  let failures = 0;
  let tries = 0;
  const onAnswer = (): void => {
    // It never came to an event: what has happened since is not known.
    if (tries > 1 && parser.lastId === null) options.onEvents([{ event: "gap", data: "{}" }]);
    failures = 0;
  };
  while (!signal.aborted) {
    tries++;
    onState({ kind: "connecting" });
    const end = await readOnce(options, parser, onAnswer);
    if (signal.aborted) return;
    if (end === "rest") {
      onState({ kind: "resting" });
      await untilSeen(signal);
      continue;
    }
    if (end instanceof ProblemError && [400, 401, 403, 404].includes(end.status))
      return onState({ kind: "refused", problem: end });
    failures++;
    const waitMs = backOffMs(failures);
    onState({ kind: "lost", nextTryAt: Date.now() + waitMs });
    await waitToRetry(waitMs, signal);
  }
}

/** @returns why it ended */
async function readOnce(
  { path, signal, onEvents, onState }: FollowOptions,
  parser: SseParser,
  onAnswer: () => void,
): Promise<unknown> {
  const own = new AbortController();
  const watch = watchConnection(own, signal);
  const headers = parser.lastId === null ? {} : { "last-event-id": parser.lastId };
  try {
    const response = await ask(path, { headers, signal: own.signal });
    onAnswer();
    onState({ kind: "live" });
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      watch.heard();
      const events = parser.add(decoder.decode(bytes, { stream: true }));
      if (events.length > 0) onEvents(events);
    }
    return "end";
  } catch (error) {
    return watch.isResting() ? "rest" : error;
  } finally {
    watch.stop();
  }
}

interface ConnectionWatch {
  heard(): void;
  isResting(): boolean;
  stop(): void;
}

/** Ends a connection that is silent for too long, or that nobody looks at. */
function watchConnection(own: AbortController, signal: AbortSignal): ConnectionWatch {
  let isResting = false;
  let heardAt = Date.now();
  let hiddenAt = document.hidden ? Date.now() : Number.POSITIVE_INFINITY;
  const abort = (): void => own.abort();
  const onVisibility = (): void => void (hiddenAt = document.hidden ? Date.now() : Number.POSITIVE_INFINITY);
  const timer = setInterval(() => {
    isResting = Date.now() - hiddenAt > restAfterMs;
    if (isResting || Date.now() - heardAt > longestSilenceMs) abort();
  }, 5000);
  signal.addEventListener("abort", abort);
  document.addEventListener("visibilitychange", onVisibility);
  if (signal.aborted) abort();
  return {
    heard: () => void (heardAt = Date.now()),
    isResting: () => isResting,
    stop() {
      clearInterval(timer);
      signal.removeEventListener("abort", abort);
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };
}

function untilSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener("visibilitychange", check);
      resolve();
    };
    document.addEventListener("visibilitychange", check);
    signal.addEventListener("abort", check);
    check();
  });
}
