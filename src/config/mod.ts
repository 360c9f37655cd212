export { type Role, blockListOf, ownerName } from "./auth-schema.ts";
export type { AuthSettings } from "./auth-settings.ts";
export type { CheckingRunner, Configuration, ServerSettings } from "./configuration.ts";
export {
  type AuthInput,
  type CommandInput,
  type CommonInput,
  type ConfigurationInput,
  type DurationInput,
  type FunctionInput,
  type InterpreterInput,
  type JobTypeInput,
  type LimitsInput,
  type OwnerShareInput,
  type ParameterInput,
  type PatternInput,
  type ScheduleInput,
  type SizeInput,
  defineConfig,
} from "./define.ts";
export type { MailInput, NotifyInput } from "./notify-input.ts";
export { type LoadOptions, loadConfiguration } from "./load.ts";
export type { MailSettings } from "./mail-settings.ts";
export {
  type PasswordHash,
  formatPasswordHash,
  isPasswordOf,
  makePasswordHash,
  parsePasswordHash,
} from "./password-hash.ts";
export { template } from "./template.ts";
