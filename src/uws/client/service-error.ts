import { type ErrorCode, RunyardError, networkReason } from "../../core/mod.ts";

/** What a UWS service answered that is no success, or that it could not be asked at all. */
export class UwsServiceError extends RunyardError {
  /** The HTTP status of its answer; null where there was none, or none that could be read. */
  readonly answeredStatus: number | null;
  /** How long it asks to be left alone. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & {
      readonly answeredStatus?: number;
      readonly retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(code, message, options);
    this.name = "UwsServiceError";
    this.answeredStatus = options.answeredStatus ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** Whether the same request may well succeed a little later. */
  get isTransient(): boolean {
    if (this.answeredStatus !== null) return [429, 502, 503, 504].includes(this.answeredStatus);
    return this.code === "no-server" && this.cause !== undefined && !(this.cause instanceof SyntaxError);
  }
}

/** The error of a request that came to no answer, or whose answer broke off or could not be read. */
export function unanswered(action: string, url: URL, error: unknown): UwsServiceError {
  const reason = error instanceof SyntaxError ? error.message : networkReason(error);
  return new UwsServiceError("no-server", `Cannot ${action} at "${url.href}": ${reason}`, { cause: error });
}

/** The code of an answer that is no success. */
export function codeOfStatus(status: number): ErrorCode {
  return CODES[status] ?? (status >= 500 ? "no-server" : "bad-request");
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: "not-authenticated",
  403: "not-allowed",
  404: "not-found",
  405: "wrong-method",
  410: "no-longer-there",
  413: "too-large",
  429: "too-many",
};
