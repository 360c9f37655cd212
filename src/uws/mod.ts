export { type UwsContext, findType } from "./context.ts";
export { type Form, withForm } from "./form.ts";
export { outputState } from "./output-state.ts";
export { valuesOf } from "./parameter-elements.ts";
export { resultUrl } from "./results-document.ts";
export { registerUws } from "./routes.ts";
export { sendFile } from "./send-file.ts";
export { UploadHosts } from "./upload-hosts.ts";
export { parseWait } from "./wait.ts";
