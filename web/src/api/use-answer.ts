import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { backOffMs, waitToRetry } from "./back-off.ts";
import { askJson } from "./client.ts";
import { ProblemError } from "./problem-error.ts";

/** What the server has answered so far. */
export interface Asked<T> {
  /** The last answer: it stays while a newer one is on its way. */
  readonly answer: T | undefined;
  /** Why there is no newer one, in one sentence. */
  readonly problem: string | null;
  /** Asks again. */
  readonly again: () => void;
}

interface Known<T> {
  readonly path: string | null;
  readonly answer: T | undefined;
  readonly problem: string | null;
}

/**
 * Asks for JSON, and again when the path or the version is another; nothing is asked for null. A server that does not
 * answer is asked until it does.
 */
export function useAnswer<T>(path: string | null, version: unknown = null): Asked<T> {
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Known<T>>({ path: null, answer: undefined, problem: null });
  const again = useCallback(() => setRound((count) => count + 1), []);
  const latest = useRef(version);
  latest.current = version;
  const isAsking = useRef(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    const asked = latest.current;
    isAsking.current = true;
    const onProblem = (problem: string): void =>
      setKnown((old) => ({ path, answer: old.path === path ? old.answer : undefined, problem }));
    void askUntilAnswered<T>(path, stop.signal, onProblem)
      .then(
        (answer) => stop.signal.aborted || setKnown({ path, answer, problem: null }),
        (error: unknown) => stop.signal.aborted || onProblem(messageOf(error)),
      )
      .then(() => {
        if (stop.signal.aborted) return;
        isAsking.current = false;
        if (latest.current !== asked) setTurn((count) => count + 1);
      });
    return () => stop.abort();
  }, [path, round, turn]);
  useEffect(() => {
    // An answer that is on its way is waited for: where changes come faster than answers, nothing would be shown at all.
    if (!isAsking.current) setTurn((count) => count + 1);
  }, [version]);
  const isKnown = known.path === path;
  return { answer: isKnown ? known.answer : undefined, problem: isKnown ? known.problem : null, again };
}

async function askUntilAnswered<T>(
  path: string,
  signal: AbortSignal,
  onProblem: (problem: string) => void,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await askJson<T>(path, { signal });
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      onProblem(messageOf(error));
      await waitToRetry(backOffMs(failures), signal);
    }
  }
}

/** Whether it is about the server's being there, and not about what was asked. */
function mayPass(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status === 503);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
