import { DirectOutput } from "./direct-output.ts";
import { runNodeset } from "./run-nodeset.ts";

/** Runs `runyard nodeset` with the streams of this process. */
export async function runHere(argv: readonly string[]): Promise<number> {
  return await runNodeset(argv, {
    // Opening it takes time, and most command lines do not read it.
    stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
    stdout: new DirectOutput(1),
    stderr: new DirectOutput(2),
    environment: process.env,
    interruptible: async (work) => await (await import("./until-signal.ts")).untilSignal(work),
  });
}
