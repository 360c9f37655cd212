import { RunyardError } from "../../core/mod.ts";
import { BLOCK_BYTES, BlockStore } from "./block-store.ts";
import type { GatheredOutput } from "./gathered-output.ts";
import { KeyOutput } from "./key-output.ts";

export type { GatheredOutput } from "./gathered-output.ts";

/** How outputs are kept. */
export interface GatherOptions {
  /** How many bytes are held in memory before the rest goes to a temporary file; 64 MiB unless told. */
  readonly spillBytes?: number;
  /** Where the disk takes no more, whether the key's output is cut there instead of an error. */
  readonly cutsWhenFull?: boolean;
}

/** Keys that have said the same. */
export interface GatheredGroup {
  /** In the order in which they were first seen. */
  readonly keys: readonly string[];
  /** That of the first key. */
  readonly output: GatheredOutput;
}

const USUAL_SPILL_BYTES = 64 * 1024 * 1024;

/**
 * Equal outputs kept once, each with the keys that have it. Bytes, cut on LF alone.
 *
 * Two outputs are equal where their lines are: a last LF makes no difference. What begins alike is kept once for all
 * keys, in blocks of 16 KiB. In memory are at most `spillBytes` of those, less than one block more for each key, and
 * some 40 bytes for each block of the file that takes the rest: a temporary one that no folder names, so that it is
 * gone with the process whatever ends it.
 */
export class Gather implements Disposable {
  readonly #outputs = new Map<string, KeyOutput>();
  readonly #blocks: BlockStore;
  readonly #cutsWhenFull: boolean;
  readonly #cut = new Map<string, RunyardError>();

  constructor({ spillBytes = USUAL_SPILL_BYTES, cutsWhenFull = false }: GatherOptions = {}) {
    this.#cutsWhenFull = cutsWhenFull;
    this.#blocks = new BlockStore(Math.floor(spillBytes / BLOCK_BYTES));
  }

  /**
   * Adds to what a key has said, in any pieces. The bytes are copied; none at all make the key known.
   *
   * @throws {RunyardError} where they can't be kept, unless that cuts the output
   */
  add(key: string, bytes: Uint8Array): void {
    let output = this.#outputs.get(key);
    if (output === undefined) {
      output = new KeyOutput(this.#blocks);
      this.#outputs.set(key, output);
    }
    if (this.#cut.has(key)) return;
    try {
      output.append(bytes);
    } catch (error) {
      if (!this.#cutsWhenFull || !(error instanceof RunyardError)) throw error;
      output.cut();
      this.#cut.set(key, error);
    }
  }

  /** The keys of whose outputs only the beginning is kept, and why. */
  get cut(): ReadonlyMap<string, RunyardError> {
    return this.#cut;
  }

  /** In the order in which they were first seen. */
  get keys(): Iterable<string> {
    return this.#outputs.keys();
  }

  /** All that a key has said, exactly as added; nothing for one that is not known. */
  bytes(key: string): Uint8Array {
    return this.#outputs.get(key)?.bytes() ?? new Uint8Array();
  }

  size(key: string): number {
    return this.#outputs.get(key)?.sizeBytes ?? 0;
  }

  /** What a key has said, to be read in pieces; undefined for one that is not known. */
  output(key: string): GatheredOutput | undefined {
    return this.#outputs.get(key);
  }

  /**
   * The outputs that differ, each with its keys, in the order of the first of them. A key that has said nothing is in
   * none.
   *
   * @param match only these keys; all of them unless told
   */
  groups(match?: Iterable<string>): Iterable<GatheredGroup> {
    const wanted = match === undefined ? null : new Set(match);
    const alike = new Map<number, Group[]>();
    const groups: Group[] = [];
    for (const [key, output] of this.#outputs) {
      if (output.sizeBytes === 0 || wanted?.has(key) === false) continue;
      const hash = output.hash();
      const candidates = alike.get(hash) ?? [];
      const group = candidates.find((candidate) => candidate.output.equals(output));
      if (group !== undefined) {
        group.keys.push(key);
        continue;
      }
      const first = { keys: [key], output };
      alike.set(hash, [...candidates, first]);
      groups.push(first);
    }
    return groups;
  }

  /** Forgets what a key has said. The file keeps its size until all is forgotten. */
  forget(key: string): void {
    this.#outputs.delete(key);
    this.#cut.delete(key);
  }

  /** Forgets all keys, and the temporary file with what is in it. */
  clear(): void {
    this.#outputs.clear();
    this.#cut.clear();
    this.#blocks.clear();
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}

interface Group {
  readonly keys: string[];
  readonly output: KeyOutput;
}
