/**
 * What went wrong with a group.
 *
 * - unknown-group, unknown-source: there is none of that name
 * - bad-group-configuration: a configuration file has a mistake
 * - source-failed: a source could not be asked, or gave what can't be read
 * - source-cannot: a source has no way to answer this
 * - group-cycle: a group contains itself
 * - timed-out: the time that was given for the answer is over
 */
export type GroupErrorCode =
  | "unknown-group"
  | "unknown-source"
  | "bad-group-configuration"
  | "source-failed"
  | "source-cannot"
  | "group-cycle"
  | "timed-out";

/** A group could not be resolved, for a reason that the caller can act on. */
export class GroupError extends Error {
  readonly code: GroupErrorCode;

  constructor(code: GroupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "GroupError";
    this.code = code;
  }
}

/** A mistake in a configuration file, with its place. */
export function configurationError(
  place: { readonly file: string; readonly line?: number },
  reason: string,
  cause?: unknown,
): GroupError {
  const where = place.line === undefined ? place.file : `${place.file}:${place.line}`;
  return new GroupError(
    "bad-group-configuration",
    `Cannot read the group configuration "${where}": ${reason}`,
    cause === undefined ? undefined : { cause },
  );
}
