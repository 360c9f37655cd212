import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { appPrograms, haveSystemPrograms, systemPrograms } from "./system-packages.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["src", "test", "examples", "bench", "web"];

/** No single test may hang for longer. */
const TIMEOUT_MS = 5 * 60_000;

/** Tests with real applications, which are large: those of `npm run test:apps`, and in CI a part of all tests. */
const APPS = "test/apps/";

process.exitCode = await runTests(process.argv.slice(2));

/**
 * `npm test [-- [--yes] [PATH…]]`: every test but those with real applications, which CI=true adds and `--apps` runs
 * alone; or those of them whose path contains one of the texts.
 *
 * @returns the exit code
 */
async function runTests(words: readonly string[]): Promise<number> {
  const isCi = process.env["CI"] === "true";
  const wanted = words.filter((word) => !["--yes", "--apps"].includes(word) && !word.startsWith("--test-"));
  const files = testFiles()
    .filter((file) => file.startsWith(APPS) === words.includes("--apps") || isCi)
    .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
  const apps = files.some((file) => file.startsWith(APPS)) ? appPrograms : [];
  if (!(await haveSystemPrograms([...systemPrograms, ...apps], isCi || words.includes("--yes")))) return 1;
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
