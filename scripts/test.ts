import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { appPrograms, haveSystemPrograms, systemPrograms } from "./system-packages.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["src", "test", "examples", "bench"];

/** No single test may hang for longer. */
const TIMEOUT_MS = 5 * 60_000;

/** Tests with real applications, which are large: `npm run test:apps` runs them, and nothing else. */
const APPS = "test/apps/";

process.exitCode = await runTests(process.argv.slice(2));

/**
 * `npm test [-- [--yes] [PATH…]]`: every test, or those whose path contains one of the texts; with `--apps` those with
 * real applications.
 *
 * @returns the exit code
 */
async function runTests(words: readonly string[]): Promise<number> {
  const yes = words.includes("--yes") || process.env["CI"] === "true";
  const withApps = words.includes("--apps");
  if (!(await haveSystemPrograms(withApps ? appPrograms : systemPrograms, yes))) return 1;
  const wanted = words.filter((word) => !["--yes", "--apps"].includes(word) && !word.startsWith("--test-"));
  const all = testFiles().filter((file) => file.startsWith(APPS) === withApps);
  const files = all.filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
  if (files.length === 0) {
    console.error(`Cannot test "${wanted.join(" ")}": no test's path contains it`);
    return 2;
  }
  return runFiles(
    files,
    words.filter((word) => word.startsWith("--test-")),
  );
}

function testFiles(): readonly string[] {
  return FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: ROOT })).toSorted();
}

function runFiles(files: readonly string[], options: readonly string[]): number {
  const flags = [
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${availableParallelism()}`,
    `--test-timeout=${TIMEOUT_MS}`,
    ...options,
  ];
  const { NODE_TEST_CONTEXT: _ours, ...environment } = process.env;
  const { status } = spawnSync(process.execPath, [...flags, ...files], {
    cwd: ROOT,
    env: environment,
    stdio: "inherit",
  });
  return status ?? 1;
}
