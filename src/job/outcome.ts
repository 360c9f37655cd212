/** How an attempt, or one item of it, came to its end. Success is `exit` with status 0, all output kept, and nothing else. */
export type Outcome =
  /** It ended by itself. `outputLost` is the system's error code where its output could not all be kept. */
  | { readonly kind: "exit"; readonly status: number; readonly outputLost?: string }
  /** A signal that we didn't send ended it. */
  | { readonly kind: "signal"; readonly signal: string; readonly outputLost?: string }
  /**
   * It could not be started: `system` is the system's error code, `what` the thing that it speaks of. Where the agent
   * could not be told what to do (`order`), `system` is why.
   */
  | {
      readonly kind: "launch";
      readonly reason: "program" | "working-folder" | "folder" | "order";
      readonly system: string;
      readonly what: string;
    }
  /** A function of the instance host threw. */
  | { readonly kind: "exception"; readonly name: string; readonly message: string; readonly stack: string }
  /** The work was done, and is not what was wanted: `message` says in what. */
  | { readonly kind: "refused"; readonly message: string }
  /** The live interpreter ended in the middle of it. */
  | { readonly kind: "crashed"; readonly message: string }
  /** An instance can't work at all: its interpreter does not start, or the job's setup fails. */
  | { readonly kind: "unable"; readonly message: string }
  /** It wrote more than its limit. */
  | { readonly kind: "output-limit"; readonly limitBytes: number; readonly writtenBytes: number }
  /** The job's execution duration was reached. */
  | { readonly kind: "duration"; readonly limitMs: number }
  /** Somebody asked for its end. */
  | { readonly kind: "aborted" }
  /** What watched over it died before an end was recorded; `message` says what is known. */
  | { readonly kind: "lost"; readonly message: string }
  /** It was handed out and never started: nothing ran. */
  | { readonly kind: "not-started"; readonly message: string };

/** Whether the work was done. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === "exit" && outcome.status === 0 && outcome.outputLost === undefined;
}
