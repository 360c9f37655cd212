import { RunyardError } from "../../core/mod.ts";
import { Connection, type UwsClientOptions, below, parseServiceAddress } from "./connection.ts";
import { type UwsJobSummary, readJobSummary } from "./job-summary.ts";
import { type UwsSubmitOptions, type UwsParameters, submitJob } from "./submit-job.ts";
import { UwsJob } from "./uws-job.ts";
import type { UwsPhase } from "./uws-phase.ts";
import { UWS } from "./xml-element.ts";

/** Which jobs of a list are wanted. Services of UWS 1.0 know no filter, and list all. */
export interface UwsJobFilter {
  /** Any of these phases. */
  readonly phase?: UwsPhase | readonly UwsPhase[];
  /** Created after this instant. */
  readonly after?: Date;
  /** The newest so many of them. */
  readonly last?: number;
  readonly signal?: AbortSignal;
}

/** A UWS service of any make, of UWS 1.1 or 1.0, by the address of its job list. */
export class UwsClient {
  /** The address of the job list. */
  readonly url: string;
  readonly #list: URL;
  readonly #connection: Connection;

  /** @throws {RunyardError} `bad-request` for an address that is not http or https, or has a password in it */
  constructor(jobListUrl: string | URL, options: UwsClientOptions = {}) {
    this.#list = parseServiceAddress(jobListUrl);
    this.url = this.#list.href;
    this.#connection = new Connection(this.#list, options);
  }

  /**
   * Creates a job, and runs it unless told otherwise. Where a step of that fails the job is deleted again.
   *
   * @throws {UwsServiceError} for what the service refuses
   */
  async submit(parameters: UwsParameters = {}, options: UwsSubmitOptions = {}): Promise<UwsJob> {
    return submitJob(this.#connection, this.#list, parameters, options);
  }

  /**
   * The jobs of the list, each as soon as it has arrived, in the service's order.
   *
   * @throws {UwsServiceError}
   */
  async *jobs(filter: UwsJobFilter = {}): AsyncGenerator<UwsJobSummary, void, undefined> {
    const url = new URL(this.#list);
    for (const phase of [filter.phase ?? []].flat()) url.searchParams.append("PHASE", phase);
    if (filter.after !== undefined) url.searchParams.set("AFTER", filter.after.toISOString());
    if (filter.last !== undefined) url.searchParams.set("LAST", String(filter.last));
    const answer = await this.#connection.send({ action: "read the job list", url, signal: filter.signal });
    const isRoot = (local: string, uri: string): boolean => local === "jobs" && uri === UWS;
    for await (const element of answer.elements({ isRoot, depth: 1 })) {
      if (element.local === "jobref" && element.uri === UWS) yield readJobSummary(element, answer.url.href);
    }
  }

  /**
   * A job by its id, or by its address. Nothing is asked of the service yet.
   *
   * @throws {RunyardError} `bad-request` for an id or an address that is none
   */
  job(idOrUrl: string | URL): UwsJob {
    const isUrl = idOrUrl instanceof URL || /^https?:\/\//i.test(idOrUrl);
    if (["", ".", ".."].includes(String(idOrUrl)))
      throw new RunyardError("bad-request", `Cannot use "${String(idOrUrl)}" as the id of a job: it is none`);
    const url = isUrl ? below(parseServiceAddress(idOrUrl)) : below(this.#list, idOrUrl);
    return new UwsJob(this.#connection, url);
  }
}
