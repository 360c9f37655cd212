import { exitCodes } from "./plain-exit-codes.ts";

/**
 * `runyard jobs | head -1`: nobody reads on, so there is nothing left to do, and nothing to complain of.
 *
 * @returns the stream
 */
export function endWithoutReader(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on("error", (error) => process.exit(exitCodeFor(error)));
}

/** A server goes on where nobody reads what it says. */
export function goOnWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", () => {});
  }
}

/**
 * What has begun is ended in order where nobody reads on, or what is written can't be kept.
 *
 * @param listener is told our exit code
 */
export function onLostReader(listener: (exitCode: number) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", (error) => listener(exitCodeFor(error)));
  }
}

function exitCodeFor({ code }: NodeJS.ErrnoException): number {
  return code === "EPIPE" ? exitCodes.success : exitCodes.failure;
}
