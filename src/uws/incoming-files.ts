import type { JobService, ReceivedFile } from "../run/mod.ts";

/** Whose files they are, and what came with the same request before. */
export interface IncomingOptions {
  /** Who asks, where it is left out. */
  readonly owner?: string | null | undefined;
  readonly receivedBytes?: number;
}

/** The files of one request: they are refused as soon as they are more, together, than their owner may still keep. */
export class IncomingFiles {
  readonly #service: Pick<JobService, "receiveFile" | "checkRoom">;
  readonly #owner: string | null | undefined;
  #receivedBytes: number;

  constructor(service: Pick<JobService, "receiveFile" | "checkRoom">, options: IncomingOptions = {}) {
    this.#service = service;
    this.#owner = options.owner;
    this.#receivedBytes = options.receivedBytes ?? 0;
  }

  /** @throws {RunyardError} `store-full`, and what the service throws */
  async receive(
    parameter: string,
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedFile> {
    await this.#check();
    return this.#service.receiveFile(parameter, name, mediaType, this.#counted(content));
  }

  async *#counted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      this.#receivedBytes += chunk.length;
      await this.#check();
      yield chunk;
    }
  }

  #check(): Promise<void> {
    return this.#service.checkRoom(this.#receivedBytes, this.#owner);
  }
}
