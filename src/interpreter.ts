/**
 * `runyard/interpreter`: a live interpreter, and the commands that run in it.
 *
 * @example
 * ```ts
 * import { CommandDispatcher, python } from "runyard/interpreter";
 *
 * await using dispatcher = new CommandDispatcher({ language: python });
 * await dispatcher.startChild();
 * await dispatcher.run("import math");
 * const { value, failure } = await dispatcher.run("math.factorial(30)", { timeoutMs: 1000 });
 * ```
 */
export {
  type BackChannel,
  type BackendJob,
  type ChildCommand,
  CommandDispatcher,
  type CommandFailure,
  type CommandResult,
  type DispatcherEvents,
  type DispatcherOptions,
  type Hello,
  InstanceFailure,
  type InstanceStatus,
  InterpreterBackend,
  type Language,
  type Literal,
  type LogRules,
  Moment,
  PathMap,
  type PathRule,
  type RaisedError,
  type ResultPackage,
  type Rung,
  type RunOptions,
  Shown,
  StartError,
  type StreamName,
  Tuple,
  type PythonApp,
  type Value,
  type Work,
  type WorkAnswer,
  type WorkFailure,
  type WorkReport,
  type WorkSource,
  type WrittenPart,
  type WrittenRules,
  bash,
  blender,
  checkRules,
  compileRules,
  decodeValue,
  describeFailure,
  languages,
  node,
  perl,
  python,
  pythonApp,
  valueAsJson,
} from "./interpreter/mod.ts";
