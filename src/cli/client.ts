import type { ItemView, JobView, ResultView, TypeView } from "../server/api.ts";
import { answerError, connectionError, foreignAnswer } from "./answer-error.ts";

/** What a request is made of, beside its path. */
export interface RequestOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it comes, with its media type. */
  readonly stream?: { readonly body: ReadableStream<Uint8Array>; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** How long the whole answer may take; 0: as long as it likes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
const PAGE = 1000;

/** The JSON API of one server. Every failure is one sentence with the exit code that belongs to it. */
export class Client {
  readonly address: URL;
  readonly #authorization: () => string | undefined;

  /** @param authorization the Authorization header, asked for when there is something to send */
  constructor(address: URL, authorization: () => string | undefined = () => undefined) {
    this.address = address;
    this.#authorization = authorization;
  }

  /** The JSON of an answer; `path` is below `api/v1/`. */
  async json<View>(path: string, options: RequestOptions = {}): Promise<View> {
    const response = await this.request(path, options);
    if (!(response.headers.get("content-type") ?? "").includes("json")) throw foreignAnswer(this.address);
    try {
      return (await response.json()) as View;
    } catch (error) {
      if (error instanceof SyntaxError) throw foreignAnswer(this.address);
      throw connectionError(error, this.address);
    }
  }

  /** An answer that is a success, its body not read yet. */
  async request(path: string, options: RequestOptions = {}): Promise<Response> {
    const response = await this.#send(path, options);
    if (!response.ok) throw await answerError(response, this.address);
    return response;
  }

  /** The bytes of an answer, as they come. */
  async *bytes(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const response = await this.request(path, { timeoutMs: 0, ...(signal === undefined ? {} : { signal }) });
    yield* this.read(response);
  }

  /** The bytes of an answer that is there already. */
  async *read(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of response.body ?? []) yield chunk as Uint8Array;
    } catch (error) {
      throw connectionError(error, this.address);
    }
  }

  types(): Promise<readonly TypeView[]> {
    return this.json("types");
  }

  job(id: string): Promise<JobView> {
    return this.json(jobPath(id));
  }

  /** Jobs, newest first, page by page until there are so many. */
  async jobs(filter: URLSearchParams, limit: number): Promise<readonly JobView[]> {
    const found: JobView[] = [];
    const query = new URLSearchParams(filter);
    for (;;) {
      query.set("limit", String(Math.min(PAGE, limit - found.length)));
      const page = await this.json<{ readonly jobs: readonly JobView[]; readonly next: string | null }>(
        `jobs?${query.toString()}`,
      );
      found.push(...page.jobs);
      if (page.next === null || found.length >= limit) return found;
      query.set("cursor", page.next);
    }
  }

  /** The items of a job, in the order of its agenda. */
  async *items(
    id: string,
    filter: URLSearchParams = new URLSearchParams(),
  ): AsyncGenerator<ItemView, void, undefined> {
    const query = new URLSearchParams(filter);
    for (;;) {
      const { items, next } = await this.itemPage(id, query);
      yield* items;
      if (next === null) return;
      query.set("cursor", next);
    }
  }

  /** One page of the items of a job; `next` is the cursor of the next one, null after the last. */
  itemPage(
    id: string,
    filter: URLSearchParams,
  ): Promise<{ readonly items: readonly ItemView[]; readonly next: string | null }> {
    const query = new URLSearchParams(filter);
    query.set("limit", String(PAGE));
    return this.json(`${jobPath(id)}/items?${query.toString()}`);
  }

  /** All results of a job, in the order of its items. */
  async results(id: string): Promise<readonly ResultView[]> {
    const found: ResultView[] = [];
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (;;) {
      const { results, next } = await this.json<{
        readonly results: readonly ResultView[];
        readonly next: string | null;
      }>(`${jobPath(id)}/results?${query.toString()}`);
      found.push(...results);
      if (next === null) return found;
      query.set("cursor", next);
    }
  }

  async #send(path: string, options: RequestOptions): Promise<Response> {
    const { timeoutMs = TIMEOUT_MS, method = "GET", signal } = options;
    const signals = [
      ...(signal === undefined ? [] : [signal]),
      ...(timeoutMs === 0 ? [] : [AbortSignal.timeout(timeoutMs)]),
    ];
    const content: RequestInit & { readonly duplex?: "half" } =
      options.stream !== undefined
        ? { body: options.stream.body, headers: { "content-type": options.stream.type }, duplex: "half" }
        : options.json !== undefined
          ? { body: JSON.stringify(options.json), headers: { "content-type": "application/json" } }
          : {};
    const headers = new Headers(content.headers);
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    const authorization = this.#authorization();
    if (authorization !== undefined) headers.set("authorization", authorization);
    try {
      return await fetch(new URL(`api/v1/${path}`, this.address), {
        method,
        signal: AbortSignal.any(signals),
        ...content,
        headers,
      });
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw connectionError(error, this.address);
    }
  }
}

/** The path of a job below `api/v1/`. */
export function jobPath(id: string): string {
  return `jobs/${encodeURIComponent(id)}`;
}
