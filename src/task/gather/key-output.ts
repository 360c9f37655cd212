import { BLOCK_BYTES, type BlockStore, NO_BLOCK } from "./block-store.ts";
import type { GatheredOutput } from "./gathered-output.ts";
import { hashBytes } from "./hash-bytes.ts";
import { linesOf } from "./lines-of.ts";

const LF = 10;
const LEAST_ROOM = 128;

/**
 * What one key has said: whole blocks in the store, and the rest here. A last LF is held back until more follows, so
 * that outputs which differ in it alone are the same blocks and the same rest.
 */
export class KeyOutput implements GatheredOutput {
  readonly #blocks: BlockStore;
  /** The last whole block; those before it are found from there. */
  #last = NO_BLOCK;
  #blockBytes = 0;
  #rest: Buffer = Buffer.alloc(0);
  #restBytes = 0;
  #endsLine = false;
  #isCut = false;

  constructor(blocks: BlockStore) {
    this.#blocks = blocks;
  }

  get sizeBytes(): number {
    return this.#blockBytes + this.#restBytes + (this.#endsLine ? 1 : 0);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#endsLine) this.#take(LINE_FEED, 1);
    this.#endsLine = bytes[bytes.length - 1] === LF;
    this.#take(bytes, bytes.length - (this.#endsLine ? 1 : 0));
  }

  /** More was to follow, and is lost. What is kept is like no other output. */
  cut(): void {
    this.#isCut = true;
    this.#endsLine = false;
  }

  bytes(): Uint8Array {
    const all = Buffer.allocUnsafeSlow(this.sizeBytes);
    let at = 0;
    for (const chunk of this.chunks()) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  *chunks(): Iterable<Uint8Array> {
    yield* this.#blocks.read(this.#last);
    if (this.#restBytes > 0) yield this.#rest.subarray(0, this.#restBytes);
    if (this.#endsLine) yield LINE_FEED;
  }

  lines(): Iterable<Uint8Array> {
    return linesOf(this.chunks());
  }

  /** The same for all that are equal. */
  hash(): number {
    return hashBytes(this.#rest, this.#restBytes, this.#last);
  }

  /** Whether the lines are the same. */
  equals(other: KeyOutput): boolean {
    return (
      !this.#isCut &&
      !other.#isCut &&
      this.#last === other.#last &&
      this.#restBytes === other.#restBytes &&
      this.#rest.compare(other.#rest, 0, other.#restBytes, 0, this.#restBytes) === 0
    );
  }

  #take(bytes: Uint8Array, end: number): void {
    for (let start = 0; start < end; ) {
      const count = Math.min(end - start, BLOCK_BYTES - this.#restBytes);
      this.#makeRoom(this.#restBytes + count);
      const isAll = start === 0 && count === bytes.length;
      this.#rest.set(isAll ? bytes : bytes.subarray(start, start + count), this.#restBytes);
      this.#restBytes += count;
      start += count;
      if (this.#restBytes === BLOCK_BYTES) this.#keepBlock();
    }
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#rest.length) return;
    const room = Math.max(LEAST_ROOM, needed, Math.min(2 * this.#rest.length, BLOCK_BYTES));
    const larger = Buffer.allocUnsafe(room);
    larger.set(this.#rest.subarray(0, this.#restBytes));
    this.#rest = larger;
  }

  #keepBlock(): void {
    this.#last = this.#blocks.keep(this.#rest, this.#last);
    this.#blockBytes += BLOCK_BYTES;
    this.#restBytes = 0;
  }
}

const LINE_FEED: Uint8Array = Uint8Array.of(LF);
