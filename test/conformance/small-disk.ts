import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AttemptState, Ring } from "../../src/process/mod.ts";

/** Runs the fixture on a tmpfs of 256 KiB in a mount namespace of its own, which takes the mount along when it ends. */
export function runOnSmallDisk(): SmallDisk {
  const disk = mkdtempSync(join(tmpdir(), "runyard-small-disk-"));
  const unshare = process.getuid?.() === 0 ? ["--mount"] : ["--mount", "--map-root-user"];
  const script = 'mount -t tmpfs -o size=256k tmpfs "$1" && shift && exec "$@"';
  const argv = [process.execPath, fixture("end-on-a-full-disk.ts"), disk];
  const run = spawnSync("unshare", [...unshare, "sh", "-c", script, "sh", disk, ...argv], {
    encoding: "utf8",
    timeout: 120_000,
  });
  rmSync(disk, { recursive: true });
  assert.equal(
    run.status,
    0,
    `A small disk cannot be mounted or used here: ${run.error?.message ?? run.stderr}`,
  );
  return JSON.parse(run.stdout) as SmallDisk;
}

/** What is known of the attempts of the fixture. */
export interface SmallDisk {
  /** Wrote to its standard output until it was stopped. */
  readonly flooded: AttemptState;
  /** What was kept of that. */
  readonly floodedBytes: number;
  /** Filled the disk with a file, and then wrote a line. */
  readonly filled: AttemptState;
  readonly refused: AttemptState;
  readonly rings: readonly Ring[];
}

/** The path of a fixture program. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}
