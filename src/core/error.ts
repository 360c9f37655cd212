/** What went wrong, for a program. */
export type ErrorCode =
  | "bad-request"
  | "bad-parameter"
  | "not-allowed"
  | "not-authenticated"
  | "forbidden"
  | "too-many"
  | "key-reused"
  | "held"
  | "foreign-origin"
  | "not-found"
  | "wrong-method"
  | "no-longer-there"
  | "too-large"
  | "bad-range"
  | "store-full"
  | "store-unusable"
  | "store-busy"
  | "bad-configuration"
  | "address-taken"
  | "no-server"
  | "agent-gone"
  | "stopping"
  | "bad-frame";

/** What a code means, the HTTP status that answers it, and the exit code of a command that ends with it. */
export interface ErrorKind {
  readonly meaning: string;
  readonly status: number;
  readonly exit: number;
}

/**
 * The errors that a caller can act on. Each code has one meaning, one HTTP status and one exit code:
 * the table is the only place that says so, and the command line, the JSON API and UWS all read it.
 */
export const errorTable: Readonly<Record<ErrorCode, ErrorKind>> = {
  "bad-request": { meaning: "What was sent does not have the form that is wanted", status: 400, exit: 2 },
  "bad-parameter": { meaning: "A parameter is missing, unknown or out of its range", status: 400, exit: 2 },
  "not-allowed": { meaning: "The job's phase does not allow this", status: 403, exit: 3 },
  "not-authenticated": { meaning: "The server wants to know who asks", status: 401, exit: 3 },
  forbidden: { meaning: "This belongs to another owner, or only an admin may do it", status: 403, exit: 3 },
  "too-many": {
    meaning: "Too many at once: jobs of one owner, or logins that failed",
    status: 429,
    exit: 3,
  },
  "key-reused": {
    meaning: "The idempotency key came with another request before",
    status: 422,
    exit: 2,
  },
  held: { meaning: "The job type is held: nothing of it is started now", status: 503, exit: 3 },
  "foreign-origin": {
    meaning: "The request comes from a web page or by a name that is not ours",
    status: 403,
    exit: 3,
  },
  "not-found": { meaning: "There is no such job, type, item, result or page", status: 404, exit: 4 },
  "wrong-method": { meaning: "This address does not take this method", status: 405, exit: 2 },
  "no-longer-there": { meaning: "It was there once and has been removed", status: 410, exit: 4 },
  "too-large": { meaning: "More was sent than the limit allows", status: 413, exit: 2 },
  "bad-range": { meaning: "The range that was asked for is not there", status: 416, exit: 2 },
  "store-full": {
    meaning: "The disk, the store or the share of the owner can take no more",
    status: 507,
    exit: 6,
  },
  "store-unusable": { meaning: "The store cannot be opened, read or written", status: 503, exit: 6 },
  "store-busy": { meaning: "Another server owns the data folder", status: 503, exit: 6 },
  "bad-configuration": { meaning: "The configuration has a mistake", status: 500, exit: 7 },
  "address-taken": { meaning: "The address cannot be listened on", status: 500, exit: 8 },
  "no-server": { meaning: "No server answers", status: 502, exit: 9 },
  "agent-gone": { meaning: "The agent that holds this cannot be reached now", status: 503, exit: 6 },
  stopping: { meaning: "The server is stopping, and another may take its place", status: 503, exit: 6 },
  "bad-frame": { meaning: "What came over a private connection is not our protocol", status: 502, exit: 1 },
};

/**
 * An error with a code that a caller can act on.
 *
 * The message reads `Cannot <action> "<value>": <what is the case>`: no final period, no stack for the user.
 */
export class RunyardError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RunyardError";
    this.code = code;
  }

  /** The HTTP status that answers this error. */
  get status(): number {
    return errorTable[this.code].status;
  }

  /** The exit code of a command that ends with this error. */
  get exit(): number {
    return errorTable[this.code].exit;
  }
}

/** The message of whatever was thrown, for a sentence that goes on with it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error (`ENOENT`, `ENOSPC` …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}
