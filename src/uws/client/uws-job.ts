import type { Answer } from "./answer.ts";
import { type Ask, type Connection, below } from "./connection.ts";
import { type UwsWaitOptions, followJob, waitForJob } from "./follow-job.ts";
import {
  type UwsErrorSummary,
  type UwsJobDocument,
  type UwsParameter,
  readJobDocument,
  readParameters,
} from "./job-document.ts";
import { readInstant } from "./read-instant.ts";
import { readErrorText } from "./refusal.ts";
import { UwsServiceError, unanswered } from "./service-error.ts";
import { UwsResult } from "./uws-result.ts";
import { UWS, type XmlElement } from "./xml-element.ts";

/** What every request about a job may be given. */
export interface UwsRequestOptions {
  readonly signal?: AbortSignal;
}

/** Why a job failed, and all that its service says to it. */
export interface UwsErrorReport extends UwsErrorSummary {
  /** What stands at `/error`; null where there is nothing. */
  readonly detail: string | null;
}

const LONGEST_VALUE = 4096;
const LONGEST_DETAIL = 1024 * 1024;

/** A job of a UWS service. It holds nothing but its address: whatever is asked of it is asked of the service. */
export class UwsJob {
  readonly url: string;
  /** The last part of its address, as it stands there. */
  readonly id: string;
  readonly #url: URL;
  readonly #connection: Connection;

  constructor(connection: Connection, url: URL) {
    this.#connection = connection;
    this.#url = url;
    this.url = url.href;
    this.id = url.pathname.split("/").at(-1) ?? "";
  }

  /** What the service says of it now. @throws {UwsServiceError} */
  async read(options: UwsRequestOptions = {}): Promise<UwsJobDocument> {
    return this.#read(this.#url, options);
  }

  /** Runs it. @throws {UwsServiceError} `not-allowed` where its phase doesn't allow it */
  async run(options: UwsRequestOptions = {}): Promise<void> {
    await this.#change("run the job", "POST", below(this.#url, "phase"), { PHASE: "RUN" }, options);
  }

  /** Ends it before it is done. @throws {UwsServiceError} `not-allowed` where its phase doesn't allow it */
  async abort(options: UwsRequestOptions = {}): Promise<void> {
    await this.#change("abort the job", "POST", below(this.#url, "phase"), { PHASE: "ABORT" }, options);
  }

  /** Makes the service forget it, with its results. @throws {UwsServiceError} */
  async delete(options: UwsRequestOptions = {}): Promise<void> {
    await this.#change("delete the job", "DELETE", this.#url, undefined, options);
  }

  /** Waits until it is in one of some phases, or has ended. @throws {UwsServiceError} where the service stays away */
  async wait(options: UwsWaitOptions = {}): Promise<UwsJobDocument> {
    return waitForJob(this.#connection, this.#readWaiting, options);
  }

  /** What the service says now, and after each change of phase, until it has ended. @throws {UwsServiceError} */
  async *phases(options: UwsRequestOptions = {}): AsyncGenerator<UwsJobDocument, void, undefined> {
    let last: string | undefined;
    for await (const document of followJob(this.#connection, this.#readWaiting, options)) {
      if (document.phase !== last) yield document;
      last = document.phase;
    }
  }

  /** The results that it has now. @throws {UwsServiceError} */
  async results(options: UwsRequestOptions = {}): Promise<readonly UwsResult[]> {
    const { results } = await this.read(options);
    return results.map((result) => new UwsResult(this.#connection, result));
  }

  /** Why it failed; null where it did not. @throws {UwsServiceError} */
  async error(options: UwsRequestOptions = {}): Promise<UwsErrorReport | null> {
    const { error } = await this.read(options);
    if (error === null) return null;
    const answer = await this.#get("read the error of the job", ["error"], options, [404]);
    if (answer.response.status === 404) {
      await answer.discard();
      return { ...error, detail: null };
    }
    const detail = await readErrorText(answer, LONGEST_DETAIL);
    await answer.discard();
    return { ...error, detail: detail === "" ? null : detail };
  }

  /** Its parameters. @throws {UwsServiceError} */
  async parameters(options: UwsRequestOptions = {}): Promise<readonly UwsParameter[]> {
    const answer = await this.#get("read the parameters of the job", ["parameters"], options);
    return readParameters(await this.#root(answer, "read the parameters of the job", "parameters"));
  }

  /** Gives a parameter another value, while the job is PENDING. @throws {UwsServiceError} */
  async setParameter(name: string, value: string, options: UwsRequestOptions = {}): Promise<void> {
    const url = below(this.#url, "parameters");
    await this.#change("change a parameter of the job", "POST", url, { [name]: value }, options);
  }

  /** Asks for another time to be forgotten at; the service may set one of its own. @throws {UwsServiceError} */
  async setDestruction(at: Date, options: UwsRequestOptions = {}): Promise<void> {
    const form = { DESTRUCTION: at.toISOString() };
    await this.#change(
      "set the destruction of the job",
      "POST",
      below(this.#url, "destruction"),
      form,
      options,
    );
  }

  /** Asks for another limit, in seconds, 0 for none; the service may set one of its own. @throws {UwsServiceError} */
  async setExecutionDuration(seconds: number, options: UwsRequestOptions = {}): Promise<void> {
    const form = { EXECUTIONDURATION: String(Math.ceil(seconds)) };
    const url = below(this.#url, "executionduration");
    await this.#change("set the execution duration of the job", "POST", url, form, options);
  }

  /** When the service thinks it will be done; null where it doesn't say. @throws {UwsServiceError} */
  async quote(options: UwsRequestOptions = {}): Promise<Date | null> {
    return readInstant(await this.#value("quote", options));
  }

  /** Whose it is; null for nobody's. @throws {UwsServiceError} */
  async owner(options: UwsRequestOptions = {}): Promise<string | null> {
    const owner = await this.#value("owner", options);
    return owner === "" || owner === "NULL" ? null : owner;
  }

  readonly #readWaiting = (
    query: string,
    options: UwsRequestOptions,
    timeoutMs: number,
  ): Promise<UwsJobDocument> => {
    const url = new URL(this.#url);
    url.search = query;
    return this.#read(url, { ...options, timeoutMs });
  };

  async #read(
    url: URL,
    options: UwsRequestOptions & { readonly timeoutMs?: number },
  ): Promise<UwsJobDocument> {
    const action = "read the job";
    const answer = await this.#connection.send({ action, url, ...options });
    const root = await this.#root(answer, action, "job");
    try {
      return readJobDocument(root, this.url);
    } catch (error) {
      throw unanswered(action, this.#url, error);
    }
  }

  async #root(answer: Answer, action: string, name: string): Promise<XmlElement> {
    const isRoot = (local: string, uri: string): boolean => local === name && uri === UWS;
    for await (const root of answer.elements({ isRoot, depth: 0 })) return root;
    throw unanswered(action, answer.url, new SyntaxError("it is empty"));
  }

  async #value(name: string, options: UwsRequestOptions): Promise<string> {
    const answer = await this.#get(`read the ${name} of the job`, [name], options);
    return (await answer.text(LONGEST_VALUE)).trim();
  }

  #get(
    action: string,
    path: readonly string[],
    options: UwsRequestOptions,
    accepts: readonly number[] = [],
  ): Promise<Answer> {
    return this.#connection.send({ action, url: below(this.#url, ...path), accepts, ...options });
  }

  async #change(
    action: string,
    method: "POST" | "DELETE",
    url: URL,
    form: Readonly<Record<string, string>> | undefined,
    options: UwsRequestOptions,
  ): Promise<void> {
    const body: Pick<Ask, "body"> = form === undefined ? {} : { body: new URLSearchParams(form) };
    const answer = await this.#connection.send({ action, method, url, ...body, ...options });
    await answer.discard();
    const moved = movedTo(answer, url);
    if (moved !== null) throw new UwsServiceError("no-server", `Cannot ${action} at "${url.href}": ${moved}`);
  }
}

/** Why a change was not made although the answer is no failure: it leads elsewhere, or is a page to log in. */
function movedTo({ response, location, mediaType }: Answer, url: URL): string | null {
  if (response.ok) return mediaType === "text/html" ? "what answers is an HTML page" : null;
  // 303 is what the standard says; some services say 302 and mean the same.
  const isSame = location?.pathname === url.pathname && response.status !== 303;
  if (![301, 307, 308].includes(response.status) && !isSame) return null;
  return `the service has moved to "${location?.href ?? ""}"; give that address`;
}
