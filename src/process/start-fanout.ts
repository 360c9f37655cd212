import { FanoutProcess } from "./fanout-process.ts";
import type { Fanout } from "./fanout.ts";

/**
 * Starts a small program that starts children for us: a thousand cost it under a second, where Node blocks for a
 * millisecond and more for each. When we die, however that comes, it ends them and itself; what others wrote to their pipes
 * then ends with it.
 */
export function startFanout(): Fanout {
  return new FanoutProcess();
}
