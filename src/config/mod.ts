export type { CheckingRunner, Configuration, ServerSettings } from "./configuration.ts";
export {
  type CommandInput,
  type CommonInput,
  type ConfigurationInput,
  type DurationInput,
  type FunctionInput,
  type InterpreterInput,
  type JobTypeInput,
  type LimitsInput,
  type ParameterInput,
  type PatternInput,
  type SizeInput,
  defineConfig,
} from "./define.ts";
export { type LoadOptions, loadConfiguration } from "./load.ts";
export { template } from "./template.ts";
