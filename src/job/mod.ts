export { type KnownGroups, groupTextsOf, itemsOf } from "./agenda.ts";
export type { Attempt, AttemptPhase, OutputPlace, Usage } from "./attempt.ts";
export { checkCommand } from "./check-command.ts";
export { durationSchema } from "./duration-schema.ts";
export type { Change, JobEvent, NewEvent } from "./event.ts";
export { checkFileName } from "./file-name.ts";
export type { Decision, Firing } from "./firing.ts";
export { type FoldedNames, foldNames } from "./fold-names.ts";
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
export { jobError } from "./job-error.ts";
export type {
  Agenda,
  JobType,
  Limits,
  ParameterKind,
  ParameterSpec,
  ScheduleLabel,
} from "./job-type.ts";
export { type RunnerKeys, jobTypeSchema } from "./job-type-schema.ts";
export { isMailAddress, mailAddressSchema } from "./mail-address.ts";
export { type Mistake, type Reading, readBySchema } from "./mistake.ts";
export { type NotifyRules, notifySchema, usualNotifyRules } from "./notify-rules.ts";
export { type Outcome, isSuccess } from "./outcome.ts";
export { type OutcomeContext, describeOutcome } from "./outcome-text.ts";
export {
  type FileDefault,
  type ParameterValues,
  type Seal,
  type SentFile,
  missingParameters,
  parseParameters,
  withDefaults,
} from "./parameter.ts";
export { type Phase, checkTransition, isEnd, isPhase, phases, transitions } from "./phase.ts";
export { indexOfName } from "./index-of-name.ts";
export { type CommandEntry, expandCommand } from "./placeholder.ts";
export { placeholderText } from "./placeholder-text.ts";
export type { AllowFailed, Plan } from "./plan.ts";
export { makeJobType, resolveJobType } from "./resolve-job-type.ts";
export { MOST_ITEMS } from "./most-items.ts";
export { type NodeSetReading, readNodeSet } from "./node-set-text.ts";
export type { Result } from "./result.ts";
export { printableText, showValue } from "./show-value.ts";
export { sizeSchema } from "./size-schema.ts";
export { type ScheduleState, newScheduleState } from "./schedule-state.ts";
export { type SourceLookup, checkSource, fillSource } from "./source-template.ts";
export { type Ending, type ItemFailure, type Verdict, verdictOf } from "./verdict.ts";
export { type UsageSample } from "./usage-sample.ts";
