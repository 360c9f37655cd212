import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** Runs `true` so many times through `xargs -P`: what starting processes costs without anything kept. @returns per second */
export async function xargsRate(count: number, concurrent: number): Promise<number> {
  const started = performance.now();
  const child = spawn("xargs", [`-P${concurrent}`, "-n1", "true"], { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin?.end(Array.from({ length: count }, (_, index) => `${index}\n`).join(""));
  await once(child, "exit");
  return (count / (performance.now() - started)) * 1000;
}

/** Does the file operations of an attempt so many times, one after another, and nothing else. @returns per second */
export function filesRate(place: string, count: number): number {
  const folder = mkdtempSync(join(place, "runyard-floor-"));
  const started = performance.now();
  for (let index = 0; index < count; index++) attemptFiles(join(folder, String(index)));
  const rate = (count / (performance.now() - started)) * 1000;
  rmSync(folder, { recursive: true });
  return rate;
}

/** An attempt's folder from its beginning to its end, as the shim and the agent leave it. */
function attemptFiles(folder: string): void {
  mkdirSync(folder);
  const record = openSync(join(folder, "record"), "wx", 0o600);
  writeSync(record, Buffer.alloc(1024, " "));
  linkSync(join(folder, "record"), join(folder, "identity"));
  mkdirSync(join(folder, "results"));
  mkdirSync(join(folder, "work"));
  for (const name of ["parameters.json", "stdout", "stderr"]) writeFileSync(join(folder, name), "");
  writeSync(record, "end", 500);
  closeSync(record);
  renameSync(join(folder, "record"), join(folder, "end"));
  rmSync(folder, { recursive: true });
}
