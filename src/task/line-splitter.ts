const LINE_FEED = 10;

/** Cuts bytes into lines, on line feeds alone: a carriage return is a byte of its line like any other. */
export class LineSplitter {
  #rest: Uint8Array[] = [];

  /** Calls `onLine` with each line that the bytes complete, without its line feed. */
  push(bytes: Uint8Array, onLine: (line: Uint8Array) => void): void {
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      onLine(this.#withRest(bytes.subarray(start, end)));
      start = end + 1;
    }
    if (start < bytes.length) this.#rest.push(bytes.slice(start));
  }

  /** The last line, where it had no line feed. */
  flush(onLine: (line: Uint8Array) => void): void {
    if (this.#rest.length > 0) onLine(this.#withRest(new Uint8Array(0)));
  }

  #withRest(bytes: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return bytes.slice();
    const line = Buffer.concat([...this.#rest, bytes]);
    this.#rest = [];
    return line;
  }
}
