import { hashBytes } from "./hash-bytes.ts";
import { SpillFile } from "./spill-file.ts";

/** How much a block holds. Each key has less than this beside its blocks. */
export const BLOCK_BYTES: number = 16 * 1024;

/** What stands before the first block. */
export const NO_BLOCK = -1;

/**
 * Blocks of bytes, each known by its number. One that follows the same block and has the same bytes as another is that
 * other one, so that the number of a last block stands for all bytes up to there.
 */
export class BlockStore {
  readonly #mostInMemory: number;
  readonly #inMemory: Buffer[] = [];
  readonly #file = new SpillFile(BLOCK_BYTES);
  /** For each block the one before it, and the next with the same hash. */
  readonly #before: number[] = [];
  readonly #next: number[] = [];
  readonly #newest = new Map<number, number>();

  /** @param mostInMemory how many blocks are held in memory; the others go to a file */
  constructor(mostInMemory: number) {
    this.#mostInMemory = mostInMemory;
  }

  /** The number of a block with these bytes after that one. They are copied. */
  keep(bytes: Buffer, before: number): number {
    const hash = hashBytes(bytes, BLOCK_BYTES, before);
    const newest = this.#newest.get(hash) ?? NO_BLOCK;
    for (let block = newest; block !== NO_BLOCK; block = this.#next[block] as number) {
      if (this.#before[block] === before && this.#bytesOf(block).equals(bytes)) return block;
    }
    const block = this.#before.length;
    if (block < this.#mostInMemory) this.#inMemory.push(Buffer.from(bytes));
    else this.#file.write(block - this.#inMemory.length, bytes);
    this.#before.push(before);
    this.#next.push(newest);
    this.#newest.set(hash, block);
    return block;
  }

  /** The bytes up to the end of a block, from the beginning. */
  *read(last: number): Generator<Uint8Array> {
    const path: number[] = [];
    for (let block = last; block !== NO_BLOCK; block = this.#before[block] as number) path.push(block);
    for (let block = path.pop(); block !== undefined; block = path.pop()) yield this.#bytesOf(block);
  }

  clear(): void {
    this.#inMemory.length = 0;
    this.#before.length = 0;
    this.#next.length = 0;
    this.#newest.clear();
    this.#file.clear();
  }

  #bytesOf(block: number): Buffer {
    return this.#inMemory[block] ?? this.#file.read(block - this.#inMemory.length);
  }
}
