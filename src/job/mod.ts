export type { Attempt, AttemptPhase, OutputPlace, Usage } from "./attempt.ts";
export type { Change, JobEvent, NewEvent } from "./event.ts";
export type { ByteRange, Item, ItemPhase, NewItem } from "./item.ts";
export {
  type FileValue,
  type ItemCounts,
  type Job,
  type JobError,
  type ParameterValue,
  type ScalarValue,
  type SecretValue,
  noItems,
} from "./job.ts";
export type { Agenda, JobType, Limits, ParameterKind, ParameterSpec } from "./job-type.ts";
export { type Outcome, isSuccess } from "./outcome.ts";
export { type Phase, checkTransition, isEnd, isPhase, phases, transitions } from "./phase.ts";
export type { AllowFailed, Plan } from "./plan.ts";
export type { Result } from "./result.ts";
