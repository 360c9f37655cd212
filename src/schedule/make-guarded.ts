import { type Log, messageOf, streamLog } from "../core/mod.ts";

/** What is guarded, for the log. */
export interface GuardedDefinition {
  readonly title: string;
}

/**
 * Makes a function that never runs twice at the same time, in this process: a call while it runs is suppressed with a
 * warning, and what it throws is logged. Schedules do the same for their jobs, over all processes.
 *
 * @returns a function that is fulfilled with whether it ran and threw nothing
 * @example
 * const plot = makeGuarded(async () => drawPlot(), { title: "Plot" });
 * setInterval(plot, 60_000);
 */
export function makeGuarded<Definition extends GuardedDefinition>(
  call: (definition: Definition) => unknown,
  definition: Definition,
  log: Log = streamLog("guarded"),
): () => Promise<boolean> {
  let isRunning = false;
  return async () => {
    if (isRunning) {
      log.warn(`"${definition.title}" has not finished before the next call: that one is suppressed`);
      return false;
    }
    isRunning = true;
    try {
      await call(definition);
      return true;
    } catch (error) {
      log.error(`"${definition.title}" failed: ${messageOf(error)}`);
      return false;
    } finally {
      isRunning = false;
    }
  };
}
