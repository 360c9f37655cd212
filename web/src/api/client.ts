import type { ProblemView } from "../../../src/server/api.ts";
import { messages } from "../messages.ts";
import { type Login, askForLogin, authorizationOf, loginState } from "./login.ts";
import { ProblemError } from "./problem-error.ts";
import { learnServerTime } from "./server-clock.ts";

/** What is asked beside the address. */
export interface Request {
  readonly method?: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the login of this tab. */
  readonly login?: Login;
}

/**
 * Asks the server, with the login of this tab.
 *
 * @param path from the server's root: `/api/v1/status`
 * @throws {ProblemError} for any answer that is no success, and where there is none
 */
export async function ask(path: string, request: Request = {}): Promise<Response> {
  const askedAt = Date.now();
  const response = await send(path, request);
  learnServerTime(response, askedAt);
  if (response.ok) return response;
  if (response.status === 401 && request.login === undefined) askForLogin();
  throw new ProblemError(await problemOf(response));
}

/** Asks for JSON. The server's own shapes are believed: page and server are of one version. @throws {ProblemError} */
export async function askJson<T>(path: string, request: Request = {}): Promise<T> {
  const response = await ask(path, request);
  return (await response.json()) as T;
}

/** The headers that every request has. */
export function requestHeaders({ json, headers, login }: Request): Record<string, string> {
  const shown = login ?? loginState.get().login;
  return {
    ...(json !== undefined && { "content-type": "application/json" }),
    ...(shown !== null && { authorization: authorizationOf(shown) }),
    ...headers,
  };
}

async function send(path: string, request: Request): Promise<Response> {
  const { method = "GET", json, signal } = request;
  try {
    return await fetch(path, {
      method,
      headers: requestHeaders(request),
      body: json === undefined ? null : JSON.stringify(json),
      signal: signal ?? null,
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ProblemError({ detail: messages.unreachable, status: 0, code: "unreachable" }, { cause });
  }
}

async function problemOf(response: Response): Promise<Pick<ProblemView, "detail" | "status" | "code">> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  try {
    const { detail, code } = JSON.parse(text) as ProblemView;
    return { detail, status, code };
  } catch {
    return { detail: text.trim() === "" ? messages.noReason(status) : text.trim(), status, code: "unknown" };
  }
}
