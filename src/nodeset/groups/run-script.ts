/** How a script is run. */
export interface ScriptOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops the script and what it started. */
  readonly signal: AbortSignal;
}

/** How a script ended. */
export interface ScriptResult {
  /** Null where it was ended by a signal, could not be started, or printed what is no text. */
  readonly status: number | null;
  readonly stdout: string;
  /** Why there is no status, or the last line that a failing script wrote to stderr; null where there is nothing to say. */
  readonly failure: string | null;
}

/** Runs a script of a group source by `/bin/sh -c`. It is injected, because only the layer `process` starts processes. */
export type RunScript = (script: string, options: ScriptOptions) => Promise<ScriptResult>;

/** The same, but no more than so many at once: the others wait for their turn. */
export function limitScripts(run: RunScript, most: number): RunScript {
  let running = 0;
  const waiting = new Set<() => void>();
  return async (script, options) => {
    const mustWait = (): boolean => running >= most && !options.signal.aborted;
    while (mustWait()) await turn(waiting, options.signal);
    if (options.signal.aborted) return { status: null, stdout: "", failure: "it was stopped" };
    running++;
    try {
      return await run(script, options);
    } finally {
      running--;
      for (const [wake] of waiting.entries().take(1)) wake();
    }
  };
}

/** Waits until a place is free or nobody wants the answer any more. */
function turn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      waiting.delete(wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
