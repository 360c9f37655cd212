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
  /**
   * A line was written, without its line feed; the last may have had none. One that is longer than 1 MiB comes in pieces of
   * that size: `goesOn` where the next one belongs to the same line.
   */
  | {
      readonly kind: "read";
      readonly key: string;
      readonly stream: StreamName;
      readonly line: Uint8Array;
      readonly goesOn: boolean;
    }
  /** So many more bytes of its input have been taken. */
  | { readonly kind: "written"; readonly key: string; readonly bytes: number }
  /** The command of a key has ended. */
  | { readonly kind: "hup"; readonly key: string; readonly returnCode: number }
  /** A key was given up because its time was over. */
  | { readonly kind: "timeout"; readonly key: string }
  /** All is over; `timedOut` where a key was given up. */
  | { readonly kind: "close"; readonly timedOut: boolean };
