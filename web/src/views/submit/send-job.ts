import type { JobView, ProblemView, TypeView } from "../../../../src/server/api.ts";
import { backOffMs, waitToRetry } from "../../api/back-off.ts";
import { requestHeaders } from "../../api/client.ts";
import { askForLogin } from "../../api/login.ts";
import { ProblemError } from "../../api/problem-error.ts";
import { messages } from "../../messages.ts";
import type { FormValues } from "./form-values.ts";

/** How the sending of a job goes. */
export interface Sending {
  /** Stays the same where the same form is sent again: it makes one job. */
  readonly key: string;
  /** Whether the job is run at once. */
  readonly isRun: boolean;
  readonly signal: AbortSignal;
  /** How much has been sent, from 0 to 1; null while a broken connection is tried again. */
  readonly onProgress: (fraction: number | null) => void;
}

const mostTries = 4;

/** Sends a form, again where the connection breaks. @throws {ProblemError} */
export async function sendJob(type: TypeView, values: FormValues, sending: Sending): Promise<JobView> {
  const form = formOf(type, values, sending.isRun);
  for (let failures = 0; ; ) {
    try {
      return await sendOnce(form, sending);
    } catch (error) {
      const isBroken = error instanceof ProblemError && error.status === 0;
      if (!isBroken || sending.signal.aborted || ++failures >= mostTries) throw error;
      sending.onProgress(null);
      await waitToRetry(backOffMs(failures), sending.signal);
    }
  }
}

/** A key that nobody else makes (RFC 9562 §5.4); browsers have `randomUUID` where the address is secure alone. */
export function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function formOf(type: TypeView, { texts, files, options }: FormValues, isRun: boolean): FormData {
  const form = new FormData();
  form.set("type", type.name);
  form.set("run", String(isRun));
  for (const [name, text] of Object.entries(options)) if (text.trim() !== "") form.set(name, text.trim());
  for (const [name, given] of Object.entries(texts))
    for (const text of given) if (text !== "") form.append(`parameters.${name}`, text);
  for (const [name, given] of Object.entries(files))
    for (const file of given) form.append(`parameters.${name}`, file, file.name);
  return form;
}

/** With `fetch` nobody would hear how much has been sent. */
function sendOnce(form: FormData, { key, signal, onProgress }: Sending): Promise<JobView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open("POST", "/api/v1/jobs");
    for (const [name, value] of Object.entries(requestHeaders({ headers: { "idempotency-key": key } })))
      request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total === 0 ? 0 : loaded / total),
    );
    request.addEventListener("load", () => {
      if (request.status === 401) askForLogin();
      if (request.status === 201) resolve(JSON.parse(request.responseText) as JobView);
      else reject(problemOf(request));
    });
    request.addEventListener("error", () => reject(unreachable()));
    request.addEventListener("abort", () => reject(unreachable()));
    request.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
    signal.addEventListener("abort", abort);
    request.send(form);
  });
}

function unreachable(): ProblemError {
  return new ProblemError({ detail: messages.unreachable, status: 0, code: "unreachable" });
}

function problemOf({ status, responseText }: XMLHttpRequest): ProblemError {
  try {
    const { detail, code } = JSON.parse(responseText) as ProblemView;
    return new ProblemError({ detail, status, code });
  } catch {
    return new ProblemError({ detail: messages.noReason(status), status, code: "unknown" });
  }
}
