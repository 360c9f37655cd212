import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** Builds the package, packs it and installs it into a folder, as a user gets it. @returns the path of its program */
export function installPackage(folder: string): string {
  const npm = (cwd: string, ...words: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("npm", words, { cwd, encoding: "utf8" });
    if (status !== 0) throw new Error(`Cannot run "npm ${words.join(" ")}": ${stderr}`);
    return stdout;
  };
  npm(ROOT, "run", "build");
  const packed = npm(ROOT, "pack", "--json", "--pack-destination", folder, "./dist");
  const [tarball] = JSON.parse(packed) as readonly [{ readonly filename: string }];
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, tarball.filename));
  return join(folder, "node_modules", "runyard", "bin", "runyard.js");
}
