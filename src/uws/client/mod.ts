export type { UwsClientOptions } from "./connection.ts";
export type { UwsWaitOptions } from "./follow-job.ts";
export type {
  UwsErrorSummary,
  UwsJobDocument,
  UwsParameter,
  UwsResultReference,
} from "./job-document.ts";
export type { UwsJobSummary } from "./job-summary.ts";
export { UwsServiceError } from "./service-error.ts";
export type { UwsFile, UwsParameters, UwsSubmitOptions, UwsValue } from "./submit-job.ts";
export { UwsClient, type UwsJobFilter } from "./uws-client.ts";
export { type UwsErrorReport, UwsJob, type UwsRequestOptions } from "./uws-job.ts";
export { type UwsPhase, hasEnded } from "./uws-phase.ts";
export { UwsResult } from "./uws-result.ts";
