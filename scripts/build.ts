import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildPage } from "./build-page.ts";
import { flatten } from "./flatten.ts";

/** What package.json has that the published one is made of. */
interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "dist");

/** Keys that the published package shares with the checkout. Its Node is the user's own: no optionalDependencies. */
const SHARED_KEYS = ["name", "version", "description", "license", "type", "engines", "bin", "dependencies"];

/** Scripts run `runyard nodeset` and `runyard gather` in loops, so their files are few. */
const FLATTENED = ["src/nodeset/mod.js", "src/cli/nodeset/run-here.js", "src/cli/gather/run-here.js"];

await build();

/** `npm run build`: the publishable package in dist/, JavaScript with types, and the page. */
async function build(): Promise<void> {
  clear();
  compile();
  for (const entry of FLATTENED) flatten(join(DIST, entry));
  for (const path of assets()) copy(path);
  await buildPage(join(DIST, "web"));
  chmodSync(join(DIST, "bin", "runyard.js"), 0o755);
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
  writeFileSync(join(DIST, "package.json"), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  console.log("Built dist/: npm publish dist, or npm pack ./dist");
}

/** All but the page, which a server may be serving: its build takes its place at once. */
function clear(): void {
  for (const path of globSync("*", { cwd: DIST, exclude: ["web*"] }))
    rmSync(join(DIST, path), { recursive: true, force: true });
}

function compile(): void {
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Files that are published as they stand: the programs under src/ that are not TypeScript among them. */
function assets(): readonly string[] {
  const programs = globSync("src/**/*", { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
  return [...programs, "bin/runyard.js", "bin/older-node.js", "README.md", "CHANGELOG.md", "LICENSE"];
}

function copy(path: string): void {
  mkdirSync(dirname(join(DIST, path)), { recursive: true });
  cpSync(join(ROOT, path), join(DIST, path));
}

function publishedManifest(manifest: Manifest): Readonly<Record<string, unknown>> {
  const shared = SHARED_KEYS.map((key) => [key, manifest[key]] as const);
  const entries = Object.entries(manifest.exports).map(
    ([name, path]) => [name, publishedEntry(path)] as const,
  );
  return {
    ...Object.fromEntries(shared),
    exports: Object.fromEntries([...entries, ["./package.json", "./package.json"]]),
    files: ["bin", "src", "web", "CHANGELOG.md"],
  };
}

function publishedEntry(path: string): { readonly types: string; readonly default: string } {
  return { types: path.replace(/\.ts$/, ".d.ts"), default: path.replace(/\.ts$/, ".js") };
}
