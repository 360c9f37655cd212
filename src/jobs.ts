/** `runyard/jobs`: what a `runyard.config.ts` is written with. */
export {
  type CommandInput,
  type CommonInput,
  type ConfigurationInput,
  type DurationInput,
  type FunctionInput,
  type InterpreterInput,
  type JobTypeInput,
  type LimitsInput,
  type MailInput,
  type NotifyInput,
  type ParameterInput,
  type PatternInput,
  type ScheduleInput,
  type SizeInput,
  defineConfig,
} from "./config/mod.ts";
export { transitions } from "./job/mod.ts";
export type { FunctionContext, JobFunction } from "./run/mod.ts";
