export { type AttemptEnd, type AttemptState, claimVoid, readAttempt } from "./attempt-folder.ts";
export {
  type Fanout,
  type FanoutChild,
  type FanoutEnd,
  type FanoutListener,
  type FanoutSpec,
} from "./fanout.ts";
export { FanoutInput } from "./fanout-input.ts";
export { type PipeEnds, openPipes } from "./fifo.ts";
export { type Tree } from "./belongings.ts";
export { type Bell, type Ring, openBell } from "./bell.ts";
export { type Identity, identify, isAlive, isOfThisBoot, signal, signalGroup } from "./identity.ts";
export { type StopOptions, type StopReport, type StopTarget, stop, sweepLeft } from "./kill-ladder.ts";
export { type Child, type Descriptor, type LaunchSpec, launch, stopChild } from "./launch.ts";
export { type LaunchFile, type LaunchRequest, attemptVariable } from "./launch-request.ts";
export { type Launcher, type LauncherOptions, startLauncher } from "./launcher.ts";
export { makeFolder } from "./make-folder.ts";
export { type OutputPart, readOutput, watchOutput } from "./output.ts";
export { type Look, look } from "./look.ts";
export { pause, wake } from "./pause.ts";
export { type LaunchFailure, type ProcessEnd } from "./process-end.ts";
export { runScript } from "./run-script.ts";
export { startFanout } from "./start-fanout.ts";
export { findMarked } from "./sweep.ts";
export { type TreeUsage, treeUsage } from "./tree-usage.ts";
export { makeTemporaryFolder } from "./temporary-folder.ts";
export { workingFolderOf } from "./working-folder.ts";
