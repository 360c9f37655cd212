export { FiringDesk } from "./firing-desk.ts";
export type {
  FiringRequest,
  FiringResult,
  FiringWork,
  MissedSlots,
  Overlap,
} from "./firing-request.ts";
export { type FunctionContext, type JobFunction } from "./function-runner.ts";
export { dataFolder } from "./data-folder.ts";
export { secretReader } from "./job-secrets.ts";
export { noSuchJob } from "./job-intake.ts";
export type {
  AgentStatus,
  CreateRequest,
  EventQuery,
  HeldTypes,
  ItemQuery,
  JobService,
  OutputPart,
  OutputQuery,
  ReceivedFile,
  ResultFile,
  ServerStatus,
  WaitOptions,
} from "./job-service.ts";
export type { OwnerLimits, OwnerShare } from "./owner-limits.ts";
export { type Restored, restoreData } from "./restore-data.ts";
export { resultPages } from "./result-pages.ts";
export type { Launch, LaunchContext, Runner } from "./runner.ts";
export { runners } from "./runners.ts";
export {
  type ScheduleContext,
  type ScheduleDefinition,
  type ScheduleFunction,
} from "./schedule-context.ts";
export { checkNotRunning } from "./check-not-running.ts";
export { type ScheduleLock, lockSchedule } from "./schedule-lock.ts";
export { ScheduleProperties, mergedProperties } from "./schedule-properties.ts";
export {
  type Execution,
  type ScheduleDetail,
  type ScheduleRunner,
  type ScheduleService,
  type ScheduleStatus,
  noSchedules,
  noSuchSchedule,
} from "./schedule-service.ts";
export { Supervisor } from "./supervisor.ts";
export type { SupervisorOptions, SupervisorSettings } from "./supervisor-options.ts";
