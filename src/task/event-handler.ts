import type { PortHandler } from "./port.ts";
import type { TimerHandler } from "./timer.ts";
import type { WorkerHandler } from "./worker.ts";

/** What a program wants to hear of, as ClusterShell's EventHandler. An error that it throws ends the run with this error. */
export interface EventHandler extends WorkerHandler, TimerHandler, PortHandler {}
