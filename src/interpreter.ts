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
  CommandDispatcher,
  type CommandFailure,
  type CommandResult,
  type DispatcherEvents,
  type DispatcherOptions,
  type Hello,
  type Language,
  type Literal,
  Moment,
  type RaisedError,
  type Rung,
  type RunOptions,
  Shown,
  StartError,
  type StreamName,
  Tuple,
  type PythonApp,
  type Value,
  type WrittenPart,
  bash,
  blender,
  decodeValue,
  describeFailure,
  perl,
  python,
  pythonApp,
} from "./interpreter/mod.ts";
