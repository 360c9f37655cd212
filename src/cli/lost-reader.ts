import { exitCodes } from "./plain-exit-codes.ts";

/**
 * `runyard jobs | head -1`: nobody reads on, so there is nothing left to do, and nothing to complain of.
 *
 * @returns the stream
 */
export function endWithoutReader(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? exitCodes.success : exitCodes.failure);
  });
}

/** A server goes on where nobody reads what it says. */
export function goOnWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", () => {});
  }
}

/** What has begun is ended in order where nobody reads on. */
export function onLostReader(listener: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", listener);
  }
}
