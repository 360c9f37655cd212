/** `runyard/server`: a server inside a program of your own. */
export {
  type AuthSettings,
  type Configuration,
  type LoadOptions,
  type ServerSettings,
  loadConfiguration,
} from "./config/mod.ts";
export { type ErrorCode, type Log, RunyardError, errorTable, streamLog } from "./core/mod.ts";
export type { Item, Job, JobEvent, JobType, Phase, Result } from "./job/mod.ts";
export {
  type CreateRequest,
  type JobService,
  type ReceivedFile,
  type ServerStatus,
  Supervisor,
  type SupervisorOptions,
  type SupervisorSettings,
  runners,
} from "./run/mod.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server/mod.ts";
