export {
  UwsClient,
  type UwsClientOptions,
  type UwsErrorReport,
  type UwsErrorSummary,
  type UwsFile,
  UwsJob,
  type UwsJobDocument,
  type UwsJobFilter,
  type UwsJobSummary,
  type UwsParameter,
  type UwsParameters,
  type UwsPhase,
  type UwsRequestOptions,
  UwsResult,
  type UwsResultReference,
  UwsServiceError,
  type UwsSubmitOptions,
  type UwsValue,
  type UwsWaitOptions,
  hasEnded,
} from "./client/mod.ts";
export { type UwsContext, type UwsSite, findType } from "./context.ts";
export { checkFilePart, isFileOf } from "./file-names.ts";
export { readFormFields } from "./form-fields.ts";
export { type Form, withForm } from "./form.ts";
export { outputState } from "./output-state.ts";
export { valuesOf } from "./parameter-elements.ts";
export { resultUrl } from "./results-document.ts";
export { registerUws } from "./routes.ts";
export { attachment } from "./attachment.ts";
export { outputEtag, readOutput } from "./read-output.ts";
export { sendContent } from "./send-content.ts";
export { sendFile } from "./send-file.ts";
export { UploadHosts } from "./upload-hosts.ts";
export { parseWait } from "./wait.ts";
