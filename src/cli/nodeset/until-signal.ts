import { constants } from "node:os";
import { onStopSignals } from "../stop-signals.ts";
import { Interrupted } from "./interrupted.ts";

/** Does work that SIGINT and SIGTERM end in order: what it has started is stopped first. @throws {Interrupted} then */
export async function untilSignal<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController();
  const stopListening = onStopSignals(
    ["SIGINT", "SIGTERM"],
    (signal) => controller.abort(new Interrupted(128 + constants.signals[signal])),
    (signal) => process.exit(128 + constants.signals[signal]),
  );
  try {
    const value = await work(controller.signal);
    controller.signal.throwIfAborted();
    return value;
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    stopListening();
  }
}
