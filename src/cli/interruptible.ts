import { exitCodes } from "./exit-codes.ts";
import { onStopSignals } from "./stop-signals.ts";

/**
 * Does work that Ctrl-C ends: its signal is aborted, the exit code is that of an interruption, and what `onInterrupt`
 * has to say is said. The second Ctrl-C ends the process at once.
 *
 * @param signals what counts as Ctrl-C does
 */
export async function interruptible<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
  onInterrupt: () => void = () => {},
  signals: readonly NodeJS.Signals[] = ["SIGINT"],
): Promise<Value | undefined> {
  const controller = new AbortController();
  const stopListening = onStopSignals(
    signals,
    () => controller.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    onInterrupt();
    process.exitCode = exitCodes.interrupted;
    return undefined;
  } finally {
    stopListening();
    // Whatever the work left behind where one of its parts failed.
    controller.abort();
  }
}
