/** No more of a line than this is looked at, in bytes: memory stays bounded whatever is printed. */
export const LONGEST_LINE: number = 64 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Cuts one stream of bytes into lines, which end with a line feed, a carriage return (a progress bar draws itself anew
 * with it) or both. Of a line longer than {@link LONGEST_LINE} the beginning is a line, and the rest is dropped.
 */
export class LineCutter {
  /** The beginning of the line that has not ended. Its own copy: what was pushed is the caller's. */
  #begun: Buffer | undefined;
  #begunBytes = 0;
  /** A carriage return has just ended a line: a line feed would belong to it. */
  #isAfterReturn = false;

  /** Takes the next bytes of the stream and tells every line that they end. */
  push(bytes: Uint8Array, onLine: (line: string) => void): void {
    if (bytes.length === 0) return;
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let start = this.#isAfterReturn && chunk[0] === LINE_FEED ? 1 : 0;
    this.#isAfterReturn = false;
    let feed = find(chunk, LINE_FEED, start);
    let back = find(chunk, CARRIAGE_RETURN, start);
    for (let end = Math.min(feed, back); end < chunk.length; end = Math.min(feed, back)) {
      onLine(this.#line(chunk, start, end));
      start = end + 1;
      if (end === back && start === chunk.length) this.#isAfterReturn = true;
      if (end === back && chunk[start] === LINE_FEED) start++;
      // Each is looked for again only once it is passed, so that a chunk is searched once for each.
      if (feed < start) feed = find(chunk, LINE_FEED, start);
      if (back < start) back = find(chunk, CARRIAGE_RETURN, start);
    }
    this.#keep(chunk, start, chunk.length);
  }

  /** Ends the line that has not ended, if there is one. */
  flush(onLine: (line: string) => void): void {
    if (this.#begunBytes > 0) onLine(this.#takeBegun());
  }

  #line(chunk: Buffer, start: number, end: number): string {
    if (this.#begunBytes === 0) return chunk.toString("utf8", start, Math.min(end, start + LONGEST_LINE));
    this.#keep(chunk, start, end);
    return this.#takeBegun();
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    if (start === end || this.#begunBytes === LONGEST_LINE) return;
    this.#begun ??= Buffer.allocUnsafeSlow(LONGEST_LINE);
    this.#begunBytes += chunk.copy(this.#begun, this.#begunBytes, start, end);
  }

  #takeBegun(): string {
    const line = this.#begun?.toString("utf8", 0, this.#begunBytes) ?? "";
    this.#begunBytes = 0;
    return line;
  }
}

/** Where a byte stands, or the end where it does not. */
function find(chunk: Buffer, byte: number, start: number): number {
  const place = chunk.indexOf(byte, start);
  return place === -1 ? chunk.length : place;
}
