import { setTimeout as sleep } from "node:timers/promises";
import { isatty } from "node:tty";
import { DirectOutput } from "../nodeset/direct-output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { onStopSignals } from "../stop-signals.ts";
import { runRun } from "./run-run.ts";

/** Runs one of both commands with the streams of this process. */
export async function runInProcess(argv: readonly string[], name: "run" | "copy"): Promise<number> {
  const terminals = { stdin: isatty(0), stdout: isatty(1), stderr: isatty(2) };
  // Node forgets that nohup has had it ignored. Who has no terminal here loses nothing with it.
  if (!Object.values(terminals).includes(true)) process.on("SIGHUP", () => {});
  let isInputOpen = false;
  const stdin: AsyncIterable<Uint8Array> = {
    // Opening it takes time, and may take from others what is not ours.
    [Symbol.asyncIterator]: () => {
      isInputOpen = true;
      return process.stdin[Symbol.asyncIterator]();
    },
  };
  // What runs ends with us where nobody reads on: then not every node did it.
  const stdout = new DirectOutput(1, exitCodes.failure, false);
  const stderr = new DirectOutput(2, exitCodes.success, false);
  try {
    const code = await runRun(
      argv,
      {
        stdin,
        stdout,
        stderr,
        terminals,
        environment: process.env,
        interruptible: async (work) => await (await import("../nodeset/until-signal.ts")).untilSignal(work),
        onStop: (first, second) => onStopSignals(["SIGINT", "SIGTERM"], first, second),
      },
      name,
    );
    if (code === exitCodes.interrupted) await exitSoon(code, [stdout, stderr]);
    return code;
  } finally {
    // Who writes there may do so for ever.
    if (isInputOpen) process.stdin.destroy();
  }
}

/** How long what was written may take to be read after Ctrl-C. */
const LAST_WORDS_MS = 1000;

/** After Ctrl-C we don't wait for a reader that reads no more. */
async function exitSoon(code: number, outputs: readonly DirectOutput[]): Promise<void> {
  const isTaken = (): boolean => outputs.every(({ writableLength }) => writableLength === 0);
  for (const start = performance.now(); !isTaken(); await sleep(20))
    if (performance.now() - start > LAST_WORDS_MS) process.exit(code);
}
