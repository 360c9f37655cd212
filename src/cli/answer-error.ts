import { type ErrorCode, RunyardError, errorTable, messageOf, systemCode } from "../core/mod.ts";
import type { ErrorView } from "../server/api.ts";

/** Turns an answer that is not a success into the error that the server means. */
export async function answerError(response: Response, address: URL): Promise<Error> {
  const view = await errorView(response);
  if (view === undefined) {
    const said = `${response.status} ${response.statusText}`.trim();
    return new RunyardError(
      "no-server",
      `Cannot use the server at "${shown(address)}": it answers ${said}, which a Runyard server does not`,
    );
  }
  return isErrorCode(view.code) ? new RunyardError(view.code, view.message) : new Error(view.message);
}

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

/** What answers is not one of our servers. */
export function foreignAnswer(address: URL): RunyardError {
  return new RunyardError(
    "no-server",
    `Cannot use the server at "${shown(address)}": what answers there is not a Runyard server`,
  );
}

async function errorView(response: Response): Promise<ErrorView | undefined> {
  try {
    const value = (await response.json()) as Partial<ErrorView> | null;
    return typeof value?.code === "string" && typeof value.message === "string"
      ? (value as ErrorView)
      : undefined;
  } catch {
    return undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

function reason(error: unknown): string {
  const cause = innerCause(error);
  if (cause instanceof Error && cause.name === "TimeoutError") return "it does not answer in time";
  switch (systemCode(cause)) {
    case "ECONNREFUSED":
      return "nothing listens there; start one with: runyard serve";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "there is no host of that name";
    case "ECONNRESET":
    case "EPIPE":
    case "UND_ERR_SOCKET":
      return "the connection broke";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return "the host does not answer";
    default:
      return messageOf(cause);
  }
}

/** What `fetch failed` is about. */
function innerCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

function shown(address: URL): string {
  return address.href.replace(/\/$/, "");
}
