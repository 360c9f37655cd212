import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { setPriority } from "node:os";
import { dirname, extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ROOT = join(import.meta.dirname, "..");

/** What the page is made of: where any of it is newer than the page, the page is old. */
const SOURCES = ["web/**/*", "src/server/api.ts", "package-lock.json"];

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A page that is smaller than this is sent as fast as it stands. */
const WORTH_COMPRESSING_BYTES = 1000;
const LONGEST_WAIT_MS = 3 * 60_000;

if (import.meta.main) await runFromCommandLine(process.argv.slice(2));

/**
 * Builds the web page into a folder, which is complete at once: a server may serve it meanwhile. Beside the files is
 * `page.json`, which says what each is and how it is compressed.
 *
 * @param isNeeded is asked when no other build is under way any more
 */
export async function buildPage(
  folder: string = join(ROOT, "dist", "web"),
  isNeeded: () => boolean = () => true,
): Promise<void> {
  const unlock = await lock(`${folder}.building`);
  const fresh = `${folder}.new`;
  try {
    if (!isNeeded()) return;
    const { build } = await import("vite");
    await build({
      configFile: join(ROOT, "web", "vite.config.ts"),
      logLevel: "warn",
      build: { outDir: fresh, emptyOutDir: true },
    });
    describe(fresh);
    swap(fresh, folder);
  } finally {
    unlock();
  }
}

/** A server that reads the folder meanwhile misses it for a moment only. */
function swap(fresh: string, folder: string): void {
  const old = `${folder}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(fresh, folder);
  rmSync(old, { recursive: true, force: true });
}

/** `node scripts/build-page.ts [--if-needed] [--background]`, which says nothing where all goes well. */
async function runFromCommandLine(words: readonly string[]): Promise<void> {
  const folder = join(ROOT, "dist", "web");
  // What the user has started is to be there first.
  if (words.includes("--background")) setPriority(10);
  const isNeeded = (): boolean => !words.includes("--if-needed") || isOld(folder);
  if (!isNeeded()) return;
  try {
    await buildPage(folder, isNeeded);
  } catch (error) {
    console.error(`Cannot build the page: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function isOld(folder: string): boolean {
  const builtAt = changedAt(join(folder, "page.json"));
  return globSync(SOURCES, { cwd: ROOT }).some((path) => changedAt(join(ROOT, path)) > builtAt);
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Waits for another build of the same folder, if there is one. @returns what lets the next one go on */
async function lock(path: string): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true });
  for (const until = Date.now() + LONGEST_WAIT_MS; Date.now() < until; await sleep(100)) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch {
      if (isAbandoned(path)) rmSync(path, { force: true });
    }
  }
  throw new Error(`another build has not ended; if there is none, remove ${path}`);
}

function isAbandoned(path: string): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(path, "utf8"));
  } catch {
    return false;
  }
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

function describe(folder: string): void {
  const names = globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const files = Object.fromEntries(
    names.map((name) => [
      name,
      {
        mediaType: MEDIA_TYPES[extname(name)] ?? "application/octet-stream",
        encodings: compress(join(folder, name)),
      },
    ]),
  );
  writeFileSync(join(folder, "page.json"), `${JSON.stringify({ files }, null, 2)}\n`);
}

/** @returns the encodings that the file is there in, best first */
function compress(path: string): readonly string[] {
  const bytes = readFileSync(path);
  if (bytes.length < WORTH_COMPRESSING_BYTES) return [];
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  return ["br", "gzip"];
}
