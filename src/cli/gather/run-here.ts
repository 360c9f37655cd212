import { fstatSync } from "node:fs";
import { isatty } from "node:tty";
import { DirectOutput } from "../nodeset/direct-output.ts";
import { runGather } from "./run-gather.ts";

/** Runs `runyard gather` with the streams of this process. */
export async function runHere(argv: readonly string[]): Promise<number> {
  return await runGather(argv, {
    // Opening it takes time, and --help does not read it.
    stdin: { [Symbol.asyncIterator]: readStdin },
    stdout: new DirectOutput(1),
    stderr: new DirectOutput(2),
    onTerminal: isatty(1),
    environment: process.env,
    interruptible: async (work) => await (await import("../nodeset/until-signal.ts")).untilSignal(work),
  });
}

function readStdin(): AsyncIterator<Uint8Array> {
  // Node takes a folder for an empty file.
  if (fstatSync(0).isDirectory()) throw new Error("Cannot read standard input: it is a folder");
  return process.stdin[Symbol.asyncIterator]();
}
