/** The newest bytes of an output, as they came: what is looked at most need not be asked for again. */
export class RecentBytes {
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  #start = 0;
  #size = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  add(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    for (let first = this.#pieces[0]; first !== undefined && this.#size - first.length >= this.#most; ) {
      this.#pieces.shift();
      this.#start += first.length;
      this.#size -= first.length;
      first = this.#pieces[0];
    }
  }

  /** The bytes from a place up to another; undefined where they are kept no more. */
  slice(from: number, end: number): Uint8Array | undefined {
    if (from < this.#start || end > this.#start + this.#size) return undefined;
    const found = new Uint8Array(end - from);
    let place = this.#start;
    for (const piece of this.#pieces) {
      const [first, last] = [Math.max(from, place), Math.min(end, place + piece.length)];
      if (first < last) found.set(piece.subarray(first - place, last - place), first - from);
      place += piece.length;
      if (place >= end) break;
    }
    return found;
  }
}
