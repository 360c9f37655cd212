/** A piece of an output: text where it is UTF-8, or its bytes. */
export type Piece =
  | { readonly offset: number; readonly text: string }
  | { readonly offset: number; readonly base64: string };

/** Cuts bytes that come in any portions into pieces that end where a character ends. */
export class Utf8Pieces {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #rest: Buffer = Buffer.alloc(0);
  #restOffset = 0;

  /** The pieces that are whole now. What is not where the last bytes ended begins anew. */
  add(offset: number, bytes: Uint8Array): readonly Piece[] {
    const before = offset === this.#restOffset + this.#rest.length ? [] : this.end();
    const all = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const start = this.#rest.length === 0 ? offset : this.#restOffset;
    const cut = all.length - openBytes(all);
    this.#rest = Buffer.from(all.subarray(cut));
    this.#restOffset = start + cut;
    return cut === 0 ? before : [...before, this.#piece(start, all.subarray(0, cut))];
  }

  /** What is left of a character whose end never came. */
  end(): readonly Piece[] {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest.length === 0 ? [] : [{ offset: this.#restOffset, base64: rest.toString("base64") }];
  }

  #piece(offset: number, bytes: Buffer): Piece {
    try {
      return { offset, text: this.#decoder.decode(bytes) };
    } catch {
      return { offset, base64: bytes.toString("base64") };
    }
  }
}

/** How many bytes at the end are the beginning of a character (RFC 3629 §3). */
function openBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xf8) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
