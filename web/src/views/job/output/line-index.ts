/** So many lines are read together, and one mark is kept for them. */
export const linesOfPage = 128;

/** A longer line goes on in the next row: nothing that is written can make a row without end. */
export const longestLineBytes = 4096;

const newline = 10;

/** Where the lines of an output begin, learned as it is read: one number for each page of lines. */
export class LineIndex {
  readonly #marks: number[] = [0];
  #lines = 1;
  #lineStart = 0;
  #size = 0;

  /** How many lines there are; an empty one at the end is none. */
  get lines(): number {
    return this.#lineStart === this.#size ? this.#lines - 1 : this.#lines;
  }

  get sizeBytes(): number {
    return this.#size;
  }

  /** Learns the next bytes. */
  add(bytes: Uint8Array): void {
    const base = this.#size;
    for (let from = 0; from < bytes.length; ) {
      const found = bytes.indexOf(newline, from);
      const end = found === -1 ? bytes.length : found;
      while (base + end - this.#lineStart > longestLineBytes) this.#begin(this.#lineStart + longestLineBytes);
      if (found === -1) break;
      this.#begin(base + found + 1);
      from = found + 1;
    }
    this.#size = base + bytes.length;
  }

  /** The bytes of a page of lines: from, and up to. */
  pageBytes(page: number): readonly [from: number, end: number] {
    const from = this.#marks[page] ?? this.#size;
    return [from, this.#marks[page + 1] ?? this.#size];
  }

  #begin(offset: number): void {
    this.#lineStart = offset;
    if (this.#lines % linesOfPage === 0) this.#marks.push(offset);
    this.#lines++;
  }
}

/** The lines in the bytes of a page, parted as the index parts them. */
export function splitLines(bytes: Uint8Array): readonly string[] {
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let start = 0;
  const push = (end: number): void => void lines.push(decoder.decode(bytes.subarray(start, end)));
  for (let from = 0; from <= bytes.length; ) {
    const found = bytes.indexOf(newline, from);
    const end = found === -1 ? bytes.length : found;
    for (; end - start > longestLineBytes; start += longestLineBytes) push(start + longestLineBytes);
    if (found === -1 && start === end) break;
    push(end);
    start = end + 1;
    from = start;
    if (found === -1) break;
  }
  return lines;
}
