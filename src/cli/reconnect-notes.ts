import { formatDuration } from "../core/mod.ts";
import type { Output } from "./output.ts";
import { Reconnect } from "./reconnect.ts";

/** Waits for a server that is away, and says so on standard error: once when it goes, once when it is back. */
export function makeReconnect(output: Output, before: () => void = () => {}): Reconnect {
  return new Reconnect({
    onLost: (patienceMs) => {
      before();
      output.note(`The server does not answer; waiting for it for up to ${formatDuration(patienceMs)}`);
    },
    onBack: () => {
      before();
      output.note("The server is back");
    },
  });
}
