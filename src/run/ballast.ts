import { existsSync, rmSync, statSync, statfsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { RunyardError } from "../core/mod.ts";

/** Enough for the ends of some thousand attempts. */
const BALLAST_BYTES = 1024 * 1024;
/** Room that must be free beside it before it is taken up again. */
const ROOM_BYTES = 3 * BALLAST_BYTES;

/**
 * Room on the disk that is held back for ends: where a job has filled the disk, the store could otherwise not take the
 * report that would free it. While the ballast is thrown off nothing new is taken in or started.
 */
export class Ballast {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get isHeld(): boolean {
    return (statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) >= BALLAST_BYTES;
  }

  /** Takes the room up, where there is more than enough. */
  hold(folder: string): void {
    if (this.isHeld) return;
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < BALLAST_BYTES + ROOM_BYTES) return;
    try {
      // Written, not only claimed: a file with holes takes no room.
      writeFileSync(this.#path, Buffer.alloc(BALLAST_BYTES, 1), { mode: 0o600 });
    } catch {
      // Others were faster, or a quota ends before the disk does: the next look tries again.
      rmSync(this.#path, { force: true });
    }
  }

  /** Does what must be done even on a full disk: where the store refuses, once more without the ballast. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RunyardError) || error.code !== "store-full" || !this.isHeld) throw error;
      rmSync(this.#path, { force: true });
      return work();
    }
  }

  /** @throws {RunyardError} `store-full` while the ballast is thrown off, `store-unusable` where there is no folder */
  checkRoom(): void {
    if (this.isHeld) return;
    const folder = dirname(this.#path);
    throw existsSync(folder)
      ? new RunyardError("store-full", "Cannot take a new job: the disk of the data folder is nearly full")
      : new RunyardError("store-unusable", `Cannot take a new job: the data folder "${folder}" is gone`);
  }
}
