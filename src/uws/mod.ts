export { type UwsContext, findType, parameter } from "./context.ts";
export type { Field } from "./control-parameters.ts";
export { type Form, type FormOptions, withForm } from "./form.ts";
export { outputState } from "./output-state.ts";
export { valuesOf } from "./parameter-elements.ts";
export { resultUrl } from "./results-document.ts";
export { registerUws } from "./routes.ts";
export { type Download, sendBytes, sendFile } from "./send-file.ts";
export { type Wait, parseWait } from "./wait.ts";
