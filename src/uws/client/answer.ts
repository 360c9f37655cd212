import { type ReadElementsOptions, readElements } from "./read-elements.ts";
import { unanswered } from "./service-error.ts";
import type { TimeLimit } from "./time-limit.ts";
import type { XmlElement } from "./xml-element.ts";

/** An answer whose body is not read yet. It is read once, or discarded: until then its connection is held. */
export class Answer {
  readonly response: Response;
  /** Where it came from, after redirects. */
  readonly url: URL;
  readonly #action: string;
  readonly #limit: TimeLimit;

  constructor(response: Response, url: URL, action: string, limit: TimeLimit) {
    this.response = response;
    this.url = url;
    this.#action = action;
    this.#limit = limit;
  }

  /** The media type, in small letters and without its parameters. */
  get mediaType(): string {
    return this.#contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  }

  /** Where it points to; null where that is nowhere that can be gone to. */
  get location(): URL | null {
    const location = this.response.headers.get("location");
    const url = location === null ? null : URL.parse(location, this.url.href);
    return url !== null && ["http:", "https:"].includes(url.protocol) ? url : null;
  }

  /** The bytes as they come; each piece may take as long as a whole answer. */
  async *bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#reading(this.#chunks(true));
  }

  /** The elements of a document, each as soon as it is there. Time counts while the next one is waited for. */
  async *elements(
    options: Omit<ReadElementsOptions, "charset">,
  ): AsyncGenerator<XmlElement, void, undefined> {
    const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(this.#contentType)?.[1];
    yield* this.#reading(readElements(this.#chunks(false), { ...options, charset }));
  }

  /** The whole body as text, as much of it as is wanted. */
  async text(limitBytes: number): Promise<string> {
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of this.#reading(this.#chunks(false))) {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes >= limitBytes) break;
    }
    return Buffer.concat(chunks).subarray(0, limitBytes).toString();
  }

  /** Lets go of it. */
  async discard(): Promise<void> {
    this.#limit.stop();
    await this.response.body?.cancel().catch(() => {});
  }

  get #contentType(): string {
    return this.response.headers.get("content-type") ?? "";
  }

  async *#chunks(restarts: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of this.response.body ?? []) {
      if (restarts) this.#limit.restart();
      yield chunk as Uint8Array;
    }
  }

  /** Time does not count while the reader does something else. */
  async *#reading<Part>(parts: AsyncGenerator<Part, void, undefined>): AsyncGenerator<Part, void, undefined> {
    try {
      for await (const part of parts) {
        this.#limit.stop();
        yield part;
        this.#limit.restart();
      }
    } catch (error) {
      if (this.#limit.signal.aborted && !isTimeout(this.#limit.signal.reason)) throw error;
      const isPage = error instanceof SyntaxError && this.mediaType === "text/html";
      throw unanswered(
        this.#action,
        this.url,
        isPage ? new SyntaxError("what answers is an HTML page", { cause: error }) : error,
      );
    } finally {
      this.#limit.stop();
    }
  }
}

/** Whether something took too long, rather than being ended by whoever wanted it. */
export function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === "TimeoutError";
}
