/** Cuts bytes into lines, without their ends; what has no end yet is kept for the next piece. */
export class LineSplitter {
  readonly #longest: number;
  #rest: Uint8Array = new Uint8Array();

  /** @param longest a line of more bytes comes in pieces, as so many lines; unless told, no line is too long */
  constructor(longest: number = Infinity) {
    this.#longest = longest;
  }

  /** The lines that end in this piece. */
  push(piece: Uint8Array): readonly Buffer[] {
    const bytes = Buffer.concat([this.#rest, piece]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      lines.push(bytes.subarray(from, end));
      from = end + 1;
    }
    for (; bytes.length - from > this.#longest; from += this.#longest)
      lines.push(bytes.subarray(from, from + this.#longest));
    this.#rest = bytes.subarray(from);
    return lines;
  }

  /** A last line that has no end. */
  end(): readonly Buffer[] {
    const rest = Buffer.from(this.#rest);
    this.#rest = new Uint8Array();
    return rest.length === 0 ? [] : [rest];
  }
}
