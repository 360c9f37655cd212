import type uPlot from "uplot";
import { backOffMs, waitToRetry } from "../api/back-off.ts";

/** Loads what draws plots: where the server is away, again until it is back. @returns undefined when told to stop */
export async function loadPlot(signal: AbortSignal): Promise<typeof uPlot | undefined> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      const { default: Plot } = await import("uplot");
      return Plot;
    } catch {
      await waitToRetry(backOffMs(failures), signal);
    }
  }
  return undefined;
}
