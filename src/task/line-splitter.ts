const LINE_FEED = 10;
/** A line that is longer comes in pieces of this size, so that one without an end can't fill our memory. */
export const LONGEST_LINE: number = 1024 * 1024;
const LEAST_ROOM = 256;

/** Hears of a line without its line feed, or of a piece of one that goes on in the next. */
export type HearLine = (line: Uint8Array, goesOn: boolean) => void;

/** Cuts bytes into lines, on line feeds alone: a carriage return is a byte of its line like any other. */
export class LineSplitter {
  readonly #longest: number;
  /** The beginning of a line whose end has not come. */
  #rest: Uint8Array = new Uint8Array(0);
  #restBytes = 0;

  /** @param longest how long a line may be, in bytes */
  constructor(longest: number = LONGEST_LINE) {
    this.#longest = longest;
  }

  /** Calls `onLine` with each line that the bytes complete, and with pieces of those that are too long. */
  push(bytes: Uint8Array, onLine: HearLine): void {
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      if (this.#restBytes === 0 && end - start <= this.#longest) onLine(bytes.slice(start, end), false);
      else {
        this.#take(bytes.subarray(start, end), onLine);
        this.#tell(onLine, false);
      }
      start = end + 1;
    }
    this.#take(bytes.subarray(start), onLine);
  }

  /** The last line, where it had no line feed. */
  flush(onLine: HearLine): void {
    if (this.#restBytes > 0) this.#tell(onLine, false);
  }

  /** Adds to the line; a piece is told when one byte more than that is there. */
  #take(bytes: Uint8Array, onLine: HearLine): void {
    for (let start = 0; start < bytes.length; ) {
      if (this.#restBytes === this.#longest) this.#tell(onLine, true);
      const count = Math.min(bytes.length - start, this.#longest - this.#restBytes);
      this.#makeRoom(this.#restBytes + count);
      this.#rest.set(bytes.subarray(start, start + count), this.#restBytes);
      this.#restBytes += count;
      start += count;
    }
  }

  #tell(onLine: HearLine, goesOn: boolean): void {
    const line = this.#rest.slice(0, this.#restBytes);
    this.#restBytes = 0;
    if (this.#rest.length > LEAST_ROOM) this.#rest = new Uint8Array(0);
    onLine(line, goesOn);
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#rest.length) return;
    const larger = new Uint8Array(Math.max(LEAST_ROOM, Math.min(2 * needed, this.#longest)));
    larger.set(this.#rest.subarray(0, this.#restBytes));
    this.#rest = larger;
  }
}
