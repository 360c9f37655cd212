import { readlinkSync } from "node:fs";
import { type Identity, isAlive } from "./identity.ts";

/** The folder that this very process is in now; null where it is gone, or somebody else's. */
export function workingFolderOf(identity: Identity): string | null {
  if (!isAlive(identity)) return null;
  try {
    return readlinkSync(`/proc/${identity.pid}/cwd`);
  } catch {
    return null;
  }
}
