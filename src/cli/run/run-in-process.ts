import { isatty } from "node:tty";
import { DirectOutput } from "../nodeset/direct-output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { onStopSignals } from "../stop-signals.ts";
import { runRun } from "./run-run.ts";

/** Runs one of both commands with the streams of this process. */
export async function runInProcess(argv: readonly string[], name: "run" | "copy"): Promise<number> {
  let isInputOpen = false;
  const stdin: AsyncIterable<Uint8Array> = {
    // Opening it takes time, and may take from others what is not ours.
    [Symbol.asyncIterator]: () => {
      isInputOpen = true;
      return process.stdin[Symbol.asyncIterator]();
    },
  };
  try {
    return await runRun(
      argv,
      {
        stdin,
        // What runs ends with us: then not every node did it.
        stdout: new DirectOutput(1, exitCodes.failure),
        stderr: new DirectOutput(2),
        terminals: { stdin: isatty(0), stdout: isatty(1), stderr: isatty(2) },
        environment: process.env,
        interruptible: async (work) => await (await import("../nodeset/until-signal.ts")).untilSignal(work),
        onStop: (first, second) => onStopSignals(["SIGINT", "SIGTERM"], first, second),
      },
      name,
    );
  } finally {
    // Who writes there may do so for ever.
    if (isInputOpen) process.stdin.destroy();
  }
}
