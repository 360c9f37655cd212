import type { ProblemView } from "../../../src/server/api.ts";

/** An answer that is no success, or none at all (`status` 0). Its message is a sentence for people. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  /** `unreachable` where the server did not answer. */
  readonly code: string;

  constructor(problem: Pick<ProblemView, "detail" | "status" | "code">, options?: ErrorOptions) {
    super(problem.detail, options);
    this.status = problem.status;
    this.code = problem.code;
  }
}
