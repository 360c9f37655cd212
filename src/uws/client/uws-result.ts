import type { Connection } from "./connection.ts";
import { downloadResult } from "./download-result.ts";
import type { UwsResultReference } from "./job-document.ts";

/** A result of a job, that can be fetched. */
export class UwsResult implements UwsResultReference {
  readonly id: string;
  readonly href: string;
  readonly sizeBytes: number | null;
  readonly mediaType: string | null;
  readonly #connection: Connection;

  constructor(connection: Connection, { id, href, sizeBytes, mediaType }: UwsResultReference) {
    this.#connection = connection;
    this.id = id;
    this.href = href;
    this.sizeBytes = sizeBytes;
    this.mediaType = mediaType;
  }

  /**
   * Fetches it into a folder, below it by the parts of its id. What is there by the end is whole: its size, and its
   * digest (RFC 9530) where the service tells one, are right. A connection that breaks is taken up where it was.
   *
   * @returns the path
   * @throws {UwsServiceError} or an Error where its name would lead out of the folder, or it is not what was promised
   */
  async download(folder: string, options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    return downloadResult(this.#connection, this, folder, options.signal);
  }
}
