const HEAD_BYTES = 9;
const STDOUT = "o".charCodeAt(0);
const STDERR = "e".charCodeAt(0);

type HearOutput = (what: "o" | "e", number: number, bytes: Buffer) => void;
type HearFrame = (what: string, number: number, body: Buffer) => void;

/** Cuts what `fanout.pl` writes into its frames. Output is passed on as it comes, in pieces of any size, and never copied. */
export class FanoutFrames {
  readonly #hearOutput: HearOutput;
  readonly #hearFrame: HearFrame;
  /** The beginning of a frame whose rest is still to come: of its head, or of a body that is no output. */
  #held: Buffer = Buffer.alloc(0);
  /** The output that is being passed on, and how much of it is still to come. */
  #output: "o" | "e" = "o";
  #number = 0;
  #leftBytes = 0;

  constructor(hearOutput: HearOutput, hearFrame: HearFrame) {
    this.#hearOutput = hearOutput;
    this.#hearFrame = hearFrame;
  }

  push(chunk: Buffer): void {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const taken = this.#leftBytes > 0 ? this.#passOn(bytes, at) : this.#takeFrame(bytes, at);
      if (taken === 0) break;
      at += taken;
    }
    this.#held = bytes.subarray(at);
  }

  #passOn(bytes: Buffer, at: number): number {
    const piece = bytes.subarray(at, at + this.#leftBytes);
    this.#leftBytes -= piece.length;
    this.#hearOutput(this.#output, this.#number, piece);
    return piece.length;
  }

  /** Takes a whole frame, or the head of one that carries output. @returns how much that was: 0 where more must come */
  #takeFrame(bytes: Buffer, at: number): number {
    if (bytes.length - at < HEAD_BYTES) return 0;
    const what = bytes[at];
    const number = bytes.readUInt32BE(at + 1);
    const length = bytes.readUInt32BE(at + 5);
    if (what === STDOUT || what === STDERR) {
      this.#output = what === STDOUT ? "o" : "e";
      this.#number = number;
      this.#leftBytes = length;
      return HEAD_BYTES;
    }
    if (bytes.length - at < HEAD_BYTES + length) return 0;
    const body = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    this.#hearFrame(String.fromCharCode(what ?? 0), number, body);
    return HEAD_BYTES + length;
  }
}
