/** `runyard/schedule`: when something is due, and what the functions of schedules are written with. */
export type { ScheduleContext, ScheduleDefinition, ScheduleFunction, ScheduleProperties } from "./run/mod.ts";
export {
  type Bounds,
  type CronOptions,
  type DstRule,
  type Every,
  type EveryFrom,
  type GuardedDefinition,
  type When,
  jitterOf,
  makeGuarded,
  readEvery,
  whenAt,
  whenCron,
  whenEvery,
  withBounds,
} from "./schedule/mod.ts";
