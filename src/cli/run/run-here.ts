import { runInProcess } from "./run-in-process.ts";

/** Runs `runyard run` with the streams of this process. */
export function runHere(argv: readonly string[]): Promise<number> {
  return runInProcess(argv, "run");
}
