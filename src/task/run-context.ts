import type { Fanout } from "../process/mod.ts";
import type { Settings, TaskDefaults, TaskInfo } from "./settings.ts";

/** What a run goes by. */
export interface RunContext {
  readonly defaults: Settings<TaskDefaults>;
  readonly info: Settings<TaskInfo>;
  readonly fanout: Fanout;
}
