export type { BackChannel } from "./back-channel.ts";
export type { RunOptions } from "./command.ts";
export {
  type CommandFailure,
  type CommandResult,
  type Rung,
  describeEnd,
  describeFailure,
} from "./command-result.ts";
export { CommandDispatcher, type DispatcherEvents } from "./dispatcher.ts";
export type { DispatcherOptions } from "./dispatcher-options.ts";
export type { Language, Literal } from "./language.ts";
export { bash } from "./languages/bash.ts";
export { blender } from "./languages/blender.ts";
export { node } from "./languages/node.ts";
export { perl } from "./languages/perl.ts";
export { python } from "./languages/python.ts";
export { type PythonApp, pythonApp } from "./languages/python-app.ts";
export type { Hello, RaisedError } from "./message.ts";
export { StartError } from "./start-error.ts";
export { Moment, Shown, Tuple, type Value, decodeValue } from "./value.ts";
export type { StreamName, WrittenPart } from "./written-stream.ts";
export type { BackendJob } from "./backend/backend-job.ts";
export { InstanceFailure } from "./backend/instance-failure.ts";
export { type ChildCommand } from "./backend/child-command.ts";
export { InterpreterBackend } from "./backend/interpreter-backend.ts";
export { type ResultPackage, emptyPackage } from "./backend/result-package.ts";
export type {
  InstanceStatus,
  Work,
  WorkAnswer,
  WorkFailure,
  WorkReport,
  WorkSource,
} from "./backend/work-source.ts";
export { languages } from "./languages/registry.ts";
export { type LogRules, type WrittenRules, checkRules, compileRules } from "./rules/log-rules.ts";
export { PathMap, type PathRule } from "./rules/path-map.ts";
export { valueAsJson } from "./value-json.ts";
