/** No packet that is asked for is longer; what is longer is no such protocol. */
const LONGEST = 1_048_576;

/** Cuts what comes into frames: each has its length, as uint32, before it. */
export class FrameReader {
  readonly #hear: (frame: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  /** @param hear is given each frame for the length of the call */
  constructor(hear: (frame: Buffer) => void) {
    this.#hear = hear;
  }

  /** @throws {RangeError} where a frame can't be one */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = bytes.readUInt32BE(at);
      if (length > LONGEST) throw new RangeError(`A frame of ${length} bytes`);
      if (bytes.length - at - 4 < length) break;
      this.#hear(bytes.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.#rest = bytes.subarray(at);
  }
}
