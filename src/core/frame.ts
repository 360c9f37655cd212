import { RunyardError } from "./error.ts";

/** One message: JSON, with bytes beside it where there is output to carry. */
export interface Frame {
  readonly json: unknown;
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;
/** Above what any honest message needs: a stranger on the socket can't make us hold more. */
const MAX_PART_BYTES = 64 * 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

/**
 * Encodes a frame: two 4-byte big-endian lengths (of the JSON, of the bytes), the JSON, the bytes.
 *
 * @throws {RunyardError} `too-large` where nobody would read it
 */
export function encodeFrame(json: unknown, bytes: Uint8Array = NO_BYTES): Buffer {
  const text = JSON.stringify(json);
  const length = Buffer.byteLength(text);
  if (length > MAX_PART_BYTES || bytes.length > MAX_PART_BYTES)
    throw new RunyardError("too-large", `Cannot send a message of ${length} and ${bytes.length} bytes`);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length + bytes.length);
  frame.writeUInt32BE(length, 0);
  frame.writeUInt32BE(bytes.length, 4);
  frame.write(text, HEADER_BYTES);
  frame.set(bytes, HEADER_BYTES + length);
  return frame;
}

/** Takes a stream of bytes apart into frames. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;

  /**
   * Takes the next bytes of the stream.
   *
   * @returns the frames that are whole now
   * @throws {RunyardError} `bad-frame` where the stream is not ours
   */
  push(chunk: Buffer): readonly Frame[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: Frame[] = [];
    for (let length = this.#wholeLength(); length !== undefined; length = this.#wholeLength()) {
      frames.push(decode(this.#take(length)));
    }
    return frames;
  }

  #wholeLength(): number | undefined {
    if (this.#size < HEADER_BYTES) return undefined;
    const header = this.#joined();
    const [json, bytes] = [header.readUInt32BE(0), header.readUInt32BE(4)];
    if (json > MAX_PART_BYTES || bytes > MAX_PART_BYTES) {
      throw new RunyardError("bad-frame", `Cannot read the frame: it claims ${json} and ${bytes} bytes`);
    }
    const length = HEADER_BYTES + json + bytes;
    return this.#size < length ? undefined : length;
  }

  /** The chunks as one, at least as far as the header: joined when the header is split or a frame is whole. */
  #joined(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= HEADER_BYTES) return first;
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #take(length: number): Buffer {
    const all =
      this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
    this.#chunks = all.length === length ? [] : [all.subarray(length)];
    this.#size -= length;
    return all.subarray(0, length);
  }
}

function decode(frame: Buffer): Frame {
  const end = HEADER_BYTES + frame.readUInt32BE(0);
  try {
    return { json: JSON.parse(frame.toString("utf8", HEADER_BYTES, end)), bytes: frame.subarray(end) };
  } catch (cause) {
    throw new RunyardError("bad-frame", "Cannot read the frame: it is not JSON", { cause });
  }
}
