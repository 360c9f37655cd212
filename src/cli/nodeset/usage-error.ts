/** The command line is not understood. The message is one sentence, without a final period. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
