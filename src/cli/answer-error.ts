import { type ErrorCode, RunyardError, errorTable, networkReason, systemCode } from "../core/mod.ts";
import type { ProblemView } from "../server/api.ts";

/** Turns an answer that is not a success into the error that the server means. */
export async function answerError(response: Response, address: URL): Promise<Error> {
  const view = await problemIn(response);
  if (view === undefined) {
    const said = `${response.status} ${response.statusText}`.trim();
    return new RunyardError(
      "no-server",
      `Cannot use the server at "${shown(address)}": it answers ${said}, which a Runyard server does not`,
    );
  }
  const detail = view.code === "not-authenticated" ? `${view.detail} (${howToLogIn})` : view.detail;
  return isErrorCode(view.code) ? new RunyardError(view.code, detail) : new Error(detail);
}

const howToLogIn =
  "set RUNYARD_TOKEN, or write ADDRESS NAME:PASSWORD as a line of ~/.config/runyard/credentials";

/**
 * Turns whatever `fetch` threw into one sentence: nobody listens, no such host, the connection broke, no answer in
 * time; or what kept us from reading the file that was being sent.
 */
export function connectionError(error: unknown, address: URL): RunyardError {
  const cause = innerCause(error);
  if (cause instanceof RunyardError) return cause;
  return new RunyardError("no-server", `Cannot reach the server at "${shown(address)}": ${reason(error)}`, {
    cause: error,
  });
}

/** Whether nothing listens at an address any more. */
export function isRefused(error: unknown): boolean {
  return error instanceof RunyardError && systemCode(innerCause(error.cause)) === "ECONNREFUSED";
}

/** Whether a request was under way when its connection ended: nobody knows what became of it. */
export function isBroken(error: unknown): boolean {
  if (!(error instanceof RunyardError)) return false;
  const code = systemCode(innerCause(error.cause)) ?? "";
  return error.code === "stopping" || ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code);
}

/** What answers is not one of our servers. */
export function foreignAnswer(address: URL): RunyardError {
  return new RunyardError(
    "no-server",
    `Cannot use the server at "${shown(address)}": what answers there is not a Runyard server`,
  );
}

async function problemIn(response: Response): Promise<ProblemView | undefined> {
  try {
    const value = (await response.json()) as Partial<ProblemView> | null;
    return typeof value?.code === "string" && typeof value.detail === "string"
      ? (value as ProblemView)
      : undefined;
  } catch {
    return undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

function reason(error: unknown): string {
  const said = networkReason(error);
  return systemCode(innerCause(error)) === "ECONNREFUSED" ? `${said}; start one with: runyard serve` : said;
}

/** What `fetch failed` is about. */
function innerCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

function shown(address: URL): string {
  return address.href.replace(/\/$/, "");
}
