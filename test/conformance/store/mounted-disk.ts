import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

/** A file system of its own, in memory. */
export interface MountedDisk extends AsyncDisposable {
  readonly path: string;
  /** From now on nothing on it can be written. */
  makeReadOnly(): void;
}

/** Mounts a file system that takes so many bytes. */
export async function mountDisk(sizeBytes: number): Promise<MountedDisk> {
  const path = await mkdtemp(join(tmpdir(), "runyard-disk-"));
  mustRun("mount", ["-t", "tmpfs", "-o", `size=${sizeBytes}`, "tmpfs", path]);
  return {
    path,
    makeReadOnly: () => mustRun("mount", ["-o", "remount,bind,ro", path]),
    async [Symbol.asyncDispose](): Promise<void> {
      // Processes that have been told to end may take a moment to let go of it.
      for (const until = Date.now() + 60_000; spawnSync("umount", [path]).status !== 0; await sleep(50)) {
        if (Date.now() > until) mustRun("umount", [path]);
      }
      await rmdir(path);
    },
  };
}

/**
 * Whether the tests of a file may be defined, because they may mount. Users other than root may in a namespace of their
 * own: there the whole file runs as one test, which fails where the system doesn't let them.
 */
export function mayMount(file: string): boolean {
  if (process.getuid?.() === 0) return true;
  test(`${basename(file)} in a mount namespace of its own`, () => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const argv = ["--mount", "--map-root-user", process.execPath, file];
    const { status, stdout, stderr, error } = spawnSync("unshare", argv, { encoding: "utf8", env });
    assert.equal(status, 0, error?.message ?? `${stdout}${stderr}`);
  });
  return false;
}

function mustRun(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  assert.equal(
    status,
    0,
    `Cannot run "${command} ${args.join(" ")}", which this test needs: ${error?.message ?? stderr}`,
  );
}
