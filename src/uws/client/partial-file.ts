import { type Hash, createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { UwsResultReference } from "./job-document.ts";

/** A digest that a service promises (RFC 9530 §3), as far as we can check it. */
interface Digest {
  readonly algorithm: "sha256" | "sha512";
  readonly base64: string;
}

/** A file while it arrives, perhaps in several goes. */
export class PartialFile {
  readonly #result: UwsResultReference;
  readonly #file: FileHandle;
  #sizeBytes = 0;
  #hash: Hash | undefined;
  #digest: Digest | null = null;
  /** What says that a later answer is about the same bytes; null where nothing does. */
  #validator: string | null = null;

  constructor(result: UwsResultReference, file: FileHandle) {
    this.#result = result;
    this.#file = file;
  }

  /** The headers that ask for what is missing (RFC 9110 §13.1.5, §14.2). */
  rangeHeaders(): Readonly<Record<string, string>> {
    if (this.#sizeBytes === 0 || this.#validator === null) return {};
    return { range: `bytes=${this.#sizeBytes}-`, "if-range": this.#validator };
  }

  /** Goes on with an answer, from its beginning where it is not the rest that was asked for. */
  async begin({ status, headers }: Response): Promise<void> {
    const isRest =
      status === 206 && (headers.get("content-range") ?? "").startsWith(`bytes ${this.#sizeBytes}-`);
    if (isRest) return;
    if (status === 206)
      throw new Error(this.#cannot("the service sends a part of it that was not asked for"));
    await this.#file.truncate(0);
    this.#sizeBytes = 0;
    const etag = headers.get("etag");
    this.#validator = etag === null || etag.startsWith("W/") ? null : etag;
    this.#digest = readDigest(headers.get("repr-digest"));
    this.#hash = this.#digest === null ? undefined : createHash(this.#digest.algorithm);
  }

  async add(chunk: Uint8Array): Promise<void> {
    await this.#file.write(chunk, 0, chunk.length, this.#sizeBytes);
    this.#sizeBytes += chunk.length;
    this.#hash?.update(chunk);
    const { sizeBytes } = this.#result;
    if (sizeBytes !== null && this.#sizeBytes > sizeBytes)
      throw new Error(this.#cannot(`it is larger than the ${sizeBytes} bytes that its job says`));
  }

  /** @throws {Error} where it is not what was promised */
  check(): void {
    const { sizeBytes } = this.#result;
    if (sizeBytes !== null && this.#sizeBytes !== sizeBytes)
      throw new Error(this.#cannot(`it has ${this.#sizeBytes} bytes, and its job says ${sizeBytes}`));
    const digest = this.#hash?.digest("base64");
    if (this.#digest === null || digest === this.#digest.base64) return;
    throw new Error(this.#cannot(`its ${this.#digest.algorithm} is not what the service says`));
  }

  #cannot(reason: string): string {
    return `Cannot keep the result "${this.#result.id}": ${reason}`;
  }
}

function readDigest(field: string | null): Digest | null {
  for (const [name, algorithm] of [
    ["sha-512", "sha512"],
    ["sha-256", "sha256"],
  ] as const) {
    const base64 = new RegExp(`(?:^|,)\\s*${name}=:([A-Za-z0-9+/=]+):`).exec(field ?? "")?.[1];
    if (base64 !== undefined) return { algorithm, base64 };
  }
  return null;
}
