import { constants } from "node:fs";
import { access, chmod, mkdir, stat } from "node:fs/promises";
import { RunyardError, messageOf, systemCode } from "../../core/mod.ts";

/** A folder that everybody may write to, like /tmp. */
const STICKY = 0o1000;

/**
 * Makes the data folder where it is missing, and closes it to others (0700).
 *
 * @throws {RunyardError} `store-unusable` where it can't be made, written to or closed to others
 */
export async function preparePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await closeToOthers(folder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(folder, error);
  }
}

async function closeToOthers(folder: string): Promise<void> {
  const { mode, uid } = await stat(folder);
  if ((mode & 0o077) === 0) return;
  if ((mode & STICKY) !== 0) throw refusal(folder, "it is shared with other users; name a folder inside it");
  if (uid !== process.getuid?.())
    throw refusal(folder, "other users can look into it, and it is not this user's to close");
  await chmod(folder, 0o700);
}

function unusable(folder: string, error: unknown): RunyardError {
  if (error instanceof RunyardError) return error;
  const reason = reasons[systemCode(error) ?? ""] ?? messageOf(error);
  return refusal(folder, reason, error);
}

function refusal(folder: string, reason: string, cause?: unknown): RunyardError {
  return new RunyardError("store-unusable", `Cannot open the data folder "${folder}": ${reason}`, { cause });
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: "it is not a folder",
  ENOTDIR: "it is not a folder",
  EROFS: "its file system is read-only",
  EACCES: "this user may not write to it",
  EPERM: "this user may not write to it",
  ENOSPC: "the disk is full",
};
