import { setTimeout as sleep } from "node:timers/promises";
import { RunyardError } from "../../core/mod.ts";
import { Answer, isTimeout } from "./answer.ts";
import { refusal } from "./refusal.ts";
import { unanswered } from "./service-error.ts";
import { TimeLimit } from "./time-limit.ts";

/** How a service is spoken to. */
export interface UwsClientOptions {
  /** Sent with every request to the service's own origin, and counted as credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who asks: a bearer token, or a name and a password for HTTP Basic. */
  readonly auth?: { readonly token: string } | { readonly user: string; readonly password: string };
  /** In place of Node's own: for proxies, client certificates and the like. */
  readonly fetch?: typeof globalThis.fetch;
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal;
  /** How long an answer may take, in milliseconds; 60,000 unless told, 0: as long as it likes. */
  readonly timeoutMs?: number;
}

/** One request. */
export interface Ask {
  /** What it is for, as a message has it: `read the job`. */
  readonly action: string;
  readonly url: URL;
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: URLSearchParams | FormData | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** Whether a redirect to another origin is followed, without credentials, also where there are any. */
  readonly leavesOrigin?: boolean;
  /** Statuses that are no failure. */
  readonly accepts?: readonly number[];
}

const TIMEOUT_MS = 60_000;
const MOST_REDIRECTS = 5;
/** However long a service asks to be left alone. */
const LONGEST_PAUSE_MS = 60_000;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Speaks HTTP with one service. Credentials never leave its origin. */
export class Connection {
  readonly timeoutMs: number;
  readonly #origin: string;
  readonly #options: UwsClientOptions;
  readonly #credentials: Readonly<Record<string, string>>;

  constructor(service: URL, options: UwsClientOptions) {
    this.#origin = service.origin;
    this.#options = options;
    this.#credentials = { ...options.headers, ...authorization(options.auth) };
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /**
   * Sends a request. GET follows redirects; nothing else does, for what was sent is never sent twice.
   *
   * @returns a success, or to another method than GET a redirect
   * @throws {UwsServiceError} for all that is no success
   */
  async send(ask: Ask): Promise<Answer> {
    const limit = new TimeLimit(ask.timeoutMs ?? this.timeoutMs, [ask.signal, this.#options.signal]);
    try {
      const answer = await this.#follow(ask, limit);
      const { status, ok } = answer.response;
      const isRedirect = REDIRECTS.includes(status) && (ask.method ?? "GET") !== "GET";
      if (ok || isRedirect || ask.accepts?.includes(status) === true) return answer;
      throw await refusal(answer, ask.action);
    } catch (error) {
      limit.stop();
      throw error;
    }
  }

  /** Does nothing for so long. @throws the reason of the signal, or of the client's own, that ends it */
  async pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const signals = [signal, this.#options.signal].filter((one) => one !== undefined);
    const during = AbortSignal.any(signals);
    await sleep(Math.min(ms, LONGEST_PAUSE_MS), undefined, { signal: during }).catch((error: unknown) => {
      throw during.aborted ? during.reason : error;
    });
  }

  /** Whether credentials are there, and are not for this address. */
  keepsCredentialsFrom(url: URL): boolean {
    return url.origin !== this.#origin && Object.keys(this.#credentials).length > 0;
  }

  async #follow(ask: Ask, limit: TimeLimit): Promise<Answer> {
    let { url } = ask;
    for (let redirects = 0; ; redirects++) {
      const answer = new Answer(await this.#fetch(ask, url, limit), url, ask.action, limit);
      const isRedirect = REDIRECTS.includes(answer.response.status) && (ask.method ?? "GET") === "GET";
      if (!isRedirect) return answer;
      await answer.discard();
      if (redirects === MOST_REDIRECTS) throw cannot(ask, `it is redirected more than ${redirects} times`);
      url = this.#next(ask, answer);
      limit.restart();
    }
  }

  #next(ask: Ask, { url, location, response }: Answer): URL {
    if (location === null) throw cannot(ask, `it is redirected nowhere (${response.status})`);
    const isBroughtOut = !this.keepsCredentialsFrom(url) && this.keepsCredentialsFrom(location);
    if (!isBroughtOut || ask.leavesOrigin === true) return location;
    throw cannot(
      ask,
      `it is redirected to "${location.href}", and credentials are for "${url.origin}" alone`,
    );
  }

  async #fetch(ask: Ask, url: URL, limit: TimeLimit): Promise<Response> {
    const { method = "GET", body = null, headers } = ask;
    const credentials = url.origin === this.#origin ? this.#credentials : {};
    try {
      return await (this.#options.fetch ?? fetch)(url, {
        method,
        body,
        redirect: "manual",
        signal: limit.signal,
        headers: { "user-agent": "runyard", accept: "*/*", ...headers, ...credentials },
      });
    } catch (error) {
      if (limit.signal.aborted && !isTimeout(limit.signal.reason)) throw limit.signal.reason;
      throw unanswered(ask.action, url, error);
    }
  }
}

/**
 * Reads an address of a service: http or https, and no user name in it; without a slash at its end.
 *
 * @throws {RunyardError} `bad-request`
 */
export function parseServiceAddress(address: string | URL): URL {
  const url = parseAddress(address);
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

/** Reads an address as it stands. @throws {RunyardError} `bad-request` */
export function parseAddress(address: string | URL): URL {
  const url = URL.parse(String(address));
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw new RunyardError(
      "bad-request",
      `Cannot use the address "${String(address)}": one of http or https is wanted`,
    );
  if (url.username !== "" || url.password !== "")
    throw new RunyardError(
      "bad-request",
      `Cannot use the address at "${url.host}": a user name and a password are given apart from it`,
    );
  url.hash = "";
  return url;
}

/** An address below another one. */
export function below(url: URL, ...parts: readonly string[]): URL {
  const child = new URL(url);
  child.pathname = [url.pathname.replace(/\/$/, ""), ...parts.map(encodeURIComponent)].join("/");
  child.search = "";
  return child;
}

function authorization(auth: UwsClientOptions["auth"]): Readonly<Record<string, string>> {
  if (auth === undefined) return {};
  if ("token" in auth) return { authorization: `Bearer ${auth.token}` };
  return { authorization: `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString("base64")}` };
}

function cannot(ask: Ask, reason: string): Error {
  return unanswered(ask.action, ask.url, new SyntaxError(reason));
}
