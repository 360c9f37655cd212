/**
 * `runyard/task`: commands on node sets, run together and gathered.
 *
 * @example
 * ```ts
 * import { NodeSet } from "runyard/nodeset";
 * import { Task } from "runyard/task";
 *
 * await using task = new Task();
 * await task.run("uname -r", { nodes: "node[1-100]" });
 * for (const [output, nodes] of task.buffers())
 *   console.log(NodeSet.fromNames(nodes).fold(), Buffer.from(output.bytes()).toString());
 * ```
 */
export {
  AlreadyRunningError,
  type Become,
  type BufferAndKeys,
  type ClientPlan,
  type CopyOptions,
  type CopySettings,
  CopyWorker,
  type EventHandler,
  ExecWorker,
  Gather,
  type GatheredOutput,
  LocalWorker,
  type NodeProfile,
  type Nodes,
  Port,
  type PortOptions,
  type Profile,
  type ResumeOptions,
  type RunResults,
  type ShellOptions,
  SshWorker,
  type StreamName,
  Task,
  type TaskDefaults,
  type TaskInfo,
  TemplateWorker,
  TimeoutError,
  Timer,
  type TimerOptions,
  Worker,
  type WorkerContext,
  type WorkerEvent,
  type WorkerOptions,
  sendToPort,
  taskSelf,
} from "./task/mod.ts";
