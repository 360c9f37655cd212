import { systemCode } from "../core/mod.ts";
import { exitCodes } from "./exit-codes.ts";

/** `runyard jobs | head -1`: nobody reads on, so there is nothing left to do, and nothing to complain of. */
export function endWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      process.exit(systemCode(error) === "EPIPE" ? exitCodes.success : exitCodes.failure);
    });
  }
}

/** A server goes on where nobody reads what it says. */
export function goOnWithoutReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", () => {});
  }
}
