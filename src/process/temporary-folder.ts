import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Makes a folder (0700) for what goes again: where TMPDIR says, or in /tmp where that is no folder that can be written to,
 * because a job that we are part of may have said it.
 *
 * @param prefix its name but for the six characters that make it unique
 * @throws {Error} the system's, where neither can be
 */
export function makeTemporaryFolder(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix));
  } catch {
    return mkdtempSync(join("/tmp", prefix));
  }
}
