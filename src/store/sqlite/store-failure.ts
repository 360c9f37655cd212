import { RunyardError, messageOf, systemCode } from "../../core/mod.ts";

/** What is the case, by SQLite's primary result code (sqlite.org/rescode.html): failures of the file, not of a statement. */
const reasons: Readonly<Record<number, string>> = {
  3: "this user may not use it",
  5: "another program holds it",
  6: "another program holds it",
  7: "there is not enough memory",
  8: "it can only be read",
  10: "the disk reports an error",
  11: "it is damaged",
  13: "the disk is full",
  14: "it cannot be opened",
  15: "another program holds it",
  26: "it is not a database",
};

const FULL = 13;
/** SQLITE_IOERR_SHMSIZE: the file beside the log could not grow. */
const NO_ROOM_FOR_INDEX = 4874;

/**
 * The error that says in one sentence what is wrong with a store's file.
 *
 * @returns undefined where the error is not about the file: a statement or its values are at fault
 */
export function storeFailure(action: string, file: string, error: unknown): RunyardError | undefined {
  const code = resultCode(error);
  if (code === undefined) return undefined;
  const primary = code === NO_ROOM_FOR_INDEX ? FULL : code & 0xff;
  const reason = reasons[primary];
  if (reason === undefined) return undefined;
  return new RunyardError(
    primary === FULL ? "store-full" : "store-unusable",
    `Cannot ${action} the store "${file}": ${reason}`,
    { cause: error },
  );
}

/** The same, for whatever was thrown. */
export function anyStoreFailure(action: string, file: string, error: unknown): RunyardError {
  if (error instanceof RunyardError) return error;
  if (systemCode(error) === "ENOSPC") {
    return new RunyardError("store-full", `Cannot ${action} the store "${file}": the disk is full`, {
      cause: error,
    });
  }
  return (
    storeFailure(action, file, error) ??
    new RunyardError("store-unusable", `Cannot ${action} the store "${file}": ${messageOf(error)}`, {
      cause: error,
    })
  );
}

/** SQLite's extended result code, which `node:sqlite` puts on its errors. */
export function resultCode(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  return typeof code === "number" ? code : undefined;
}
