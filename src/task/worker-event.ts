import type { Port } from "./port.ts";
import type { Timer } from "./timer.ts";
import type { Worker } from "./worker.ts";

/** The streams that a command writes to. */
export type StreamName = "stdout" | "stderr";

/**
 * What happens to a worker, in this order: start, and for each key pickup, then read and written as they come, then hup;
 * close when all is over. A key that is timed out or aborted has no hup.
 */
export type WorkerEvent =
  /** Its first command is about to start. */
  | { readonly kind: "start" }
  /** The command of a key has started. */
  | { readonly kind: "pickup"; readonly key: string }
  /** A line was written, without its line feed; the last may have had none. */
  | { readonly kind: "read"; readonly key: string; readonly stream: StreamName; readonly line: Uint8Array }
  /** So many more bytes of its input have been taken. */
  | { readonly kind: "written"; readonly key: string; readonly bytes: number }
  /** The command of a key has ended. */
  | { readonly kind: "hup"; readonly key: string; readonly returnCode: number }
  /** A key was given up because its time was over. */
  | { readonly kind: "timeout"; readonly key: string }
  /** All is over; `timedOut` where a key was given up. */
  | { readonly kind: "close"; readonly timedOut: boolean };

/** What a program wants to hear of, as ClusterShell's EventHandler. An error that it throws ends the run with this error. */
export interface EventHandler {
  evStart?(worker: Worker): void;
  evPickup?(worker: Worker, key: string): void;
  evRead?(worker: Worker, key: string, stream: StreamName, line: Uint8Array): void;
  /** Bytes as they come, which are the handler's for the length of the call alone. */
  evOutput?(worker: Worker, key: string, stream: StreamName, bytes: Uint8Array): void;
  evWritten?(worker: Worker, key: string, bytes: number): void;
  evHup?(worker: Worker, key: string, returnCode: number): void;
  evTimeout?(worker: Worker, key: string): void;
  evClose?(worker: Worker, timedOut: boolean): void;
  evTimer?(timer: Timer): void;
  evPortStart?(port: Port): void;
  evMsg?(port: Port, message: unknown): void;
  /** A gateway has failed, and its nodes take another way. */
  evRouting?(worker: Worker, change: { readonly gateway: string; readonly nodes: string }): void;
}

/** Calls what a handler has for an event. */
export function tellHandler(handler: EventHandler, worker: Worker, event: WorkerEvent): void {
  switch (event.kind) {
    case "start":
      return handler.evStart?.(worker);
    case "pickup":
      return handler.evPickup?.(worker, event.key);
    case "read":
      return handler.evRead?.(worker, event.key, event.stream, event.line);
    case "written":
      return handler.evWritten?.(worker, event.key, event.bytes);
    case "hup":
      return handler.evHup?.(worker, event.key, event.returnCode);
    case "timeout":
      return handler.evTimeout?.(worker, event.key);
    case "close":
      return handler.evClose?.(worker, event.timedOut);
    default:
      return event satisfies never;
  }
}
