export { type FunctionContext, type JobFunction } from "./function-runner.ts";
export type {
  AgentStatus,
  CreateRequest,
  JobService,
  OutputPart,
  OutputQuery,
  ReceivedFile,
  ServerStatus,
} from "./job-service.ts";
export type { Launch, LaunchContext, Runner } from "./runner.ts";
export { runners } from "./runners.ts";
export { Supervisor } from "./supervisor.ts";
export type { SupervisorOptions, SupervisorSettings } from "./supervisor-options.ts";
