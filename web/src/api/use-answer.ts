import { useCallback, useEffect, useState } from "preact/hooks";
import { askJson } from "./client.ts";

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

/** Asks for JSON, and again when the path or the version is another; nothing is asked for null. */
export function useAnswer<T>(path: string | null, version: unknown = null): Asked<T> {
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Known<T>>({ path: null, answer: undefined, problem: null });
  const again = useCallback(() => setRound((count) => count + 1), []);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    askJson<T>(path, { signal: stop.signal }).then(
      (answer) => stop.signal.aborted || setKnown({ path, answer, problem: null }),
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const problem = error instanceof Error ? error.message : String(error);
        setKnown((old) => ({ path, answer: old.path === path ? old.answer : undefined, problem }));
      },
    );
    return () => stop.abort();
  }, [path, version, round]);
  const isKnown = known.path === path;
  return { answer: isKnown ? known.answer : undefined, problem: isKnown ? known.problem : null, again };
}
