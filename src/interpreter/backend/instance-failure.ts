import { messageOf } from "../../core/mod.ts";
import { StartError } from "../start-error.ts";

/** An instance can't work: its interpreter does not start, or the job's setup fails. One sentence says why. */
export class InstanceFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InstanceFailure";
  }

  /** What is none of our failures stays what it is. */
  static of(error: unknown): unknown {
    return error instanceof StartError ? new InstanceFailure(messageOf(error), { cause: error }) : error;
  }
}
