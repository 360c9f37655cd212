/** Keys that have said the same line. */
export interface GatheredLine {
  readonly keys: readonly string[];
  /** Without its LF; a line that is longer than 1 MiB comes in pieces of that size, as so many lines. */
  readonly line: Uint8Array;
}

/** How lines are gathered. */
export interface LineGathererOptions {
  /** How many bytes may wait for keys that are behind; 64 MiB unless told. */
  readonly mostWaitingBytes?: number;
}

const LF = 10;
const LONGEST_LINE = 1024 * 1024;
const USUAL_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Gathers equal lines while keys still write: the first lines of all keys, then the second ones, and so on. Lines are
 * told when every key that has not ended has written one; where too much waits for keys that are behind, they are told
 * without those.
 */
export class LineGatherer {
  readonly #queues: ReadonlyMap<string, LineQueue>;
  readonly #mostWaitingBytes: number;
  /** How many keys have not ended and have no line. */
  #missing: number;
  /** How many keys have a line. */
  #ready = 0;
  #waitingBytes = 0;

  /** @param keys all that will write; one is told of only once it has ended or written */
  constructor(keys: Iterable<string>, { mostWaitingBytes = USUAL_WAITING_BYTES }: LineGathererOptions = {}) {
    this.#queues = new Map(Array.from(keys, (key) => [key, new LineQueue()]));
    this.#mostWaitingBytes = mostWaitingBytes;
    this.#missing = this.#queues.size;
  }

  /** Adds to what a key has written, in any pieces. @returns the lines that can be told now, in order */
  add(key: string, bytes: Uint8Array): readonly GatheredLine[] {
    this.#change(key, (queue) => queue.push(bytes));
    return this.#tell();
  }

  /** A key writes no more. @returns the lines that can be told now, in order */
  end(key: string): readonly GatheredLine[] {
    this.#change(key, (queue) => queue.end());
    return this.#tell();
  }

  #change(key: string, change: (queue: LineQueue) => void): void {
    const queue = this.#queues.get(key);
    if (queue === undefined) throw new RangeError(`Cannot gather lines of "${key}": it is none of the keys`);
    this.#count(queue, -1);
    change(queue);
    this.#count(queue, 1);
  }

  #count(queue: LineQueue, sign: 1 | -1): void {
    this.#waitingBytes += sign * queue.bytes;
    if (queue.hasLine) this.#ready += sign;
    else if (!queue.isEnded) this.#missing += sign;
  }

  #tell(): readonly GatheredLine[] {
    const told: GatheredLine[] = [];
    while (this.#ready > 0 && (this.#missing === 0 || this.#waitingBytes > this.#mostWaitingBytes)) {
      told.push(...this.#takeRow());
    }
    return told;
  }

  #takeRow(): readonly GatheredLine[] {
    const row = new Map<string, { readonly keys: string[]; readonly line: Uint8Array }>();
    for (const [key, queue] of this.#queues) {
      if (!queue.hasLine) continue;
      this.#count(queue, -1);
      const line = queue.take();
      this.#count(queue, 1);
      const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString("latin1");
      const alike = row.get(text);
      if (alike === undefined) row.set(text, { keys: [key], line });
      else alike.keys.push(key);
    }
    return [...row.values()].toSorted(
      (a, b) => b.keys.length - a.keys.length || ((a.keys[0] ?? "") < (b.keys[0] ?? "") ? -1 : 1),
    );
  }
}

/** What a key has written and nobody was told of yet. */
class LineQueue {
  isEnded = false;
  #chunks: Uint8Array[] = [];
  /** How many of the chunks are done with, and how much of the one after them. */
  #done = 0;
  #start = 0;
  #lines = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get hasLine(): boolean {
    return this.#lines > 0 || this.#bytes > LONGEST_LINE || (this.isEnded && this.#bytes > 0);
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.isEnded) return;
    const last = this.#done < this.#chunks.length ? this.#chunks.at(-1) : undefined;
    if (last !== undefined && last.length + bytes.length <= SMALL_BYTES)
      this.#chunks[this.#chunks.length - 1] = Buffer.concat([last, bytes]);
    else this.#chunks.push(new Uint8Array(bytes));
    this.#bytes += bytes.length;
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) this.#lines++;
  }

  end(): void {
    this.isEnded = true;
  }

  /** The first line, without its LF, or the first piece of one that is too long. */
  take(): Uint8Array {
    const pieces: Uint8Array[] = [];
    let left = LONGEST_LINE;
    for (let chunk = this.#chunks[this.#done]; chunk !== undefined; chunk = this.#chunks[this.#done]) {
      const found = chunk.indexOf(LF, this.#start);
      const hasEnd = found !== -1 && found - this.#start <= left;
      const end = hasEnd ? found : Math.min(chunk.length, this.#start + left);
      pieces.push(chunk.subarray(this.#start, end));
      left -= end - this.#start;
      this.#bytes -= end - this.#start + (hasEnd ? 1 : 0);
      this.#start = hasEnd ? end + 1 : end;
      if (this.#start === chunk.length) this.#dropChunk();
      if (hasEnd) this.#lines--;
      // An LF right behind the longest line is its end, and no line of its own.
      if (hasEnd || (left === 0 && !this.#isAtEnd())) break;
    }
    const [only] = pieces;
    return only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
  }

  #isAtEnd(): boolean {
    return this.#chunks[this.#done]?.[this.#start] === LF;
  }

  #dropChunk(): void {
    this.#start = 0;
    this.#done++;
    if (this.#done < MANY_CHUNKS && this.#done < this.#chunks.length) return;
    this.#chunks = this.#chunks.slice(this.#done);
    this.#done = 0;
  }
}

/** Chunks are put together up to this size: a chunk takes some hundred bytes beside what is in it. */
const SMALL_BYTES = 4096;
/** So many chunks that are done with are dropped at once: dropping each by itself would move the others each time. */
const MANY_CHUNKS = 256;
