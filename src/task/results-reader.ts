import { noCode } from "./no-code.ts";
import type { BufferAndKeys, RunResults } from "./results.ts";

/** Reads what came out of a run, by the names that ClusterShell has for it. */
export abstract class ResultsReader {
  abstract get results(): RunResults | null;

  /** What was written to stdout for a key: by all workers that have it, one behind the other. */
  keyBuffer(key: string): Uint8Array {
    return this.results?.buffer("stdout", key) ?? new Uint8Array(0);
  }

  nodeBuffer(node: string): Uint8Array {
    return this.keyBuffer(node);
  }

  keyError(key: string): Uint8Array {
    return this.results?.buffer("stderr", key) ?? new Uint8Array(0);
  }

  nodeError(node: string): Uint8Array {
    return this.keyError(node);
  }

  /** The greatest return code of a key's commands. @throws {RangeError} where it has none */
  keyRetcode(key: string): number {
    const code = this.results?.code(key);
    if (code === undefined) throw noCode(key);
    return code;
  }

  nodeRetcode(node: string): number {
    return this.keyRetcode(node);
  }

  /** The greatest of all; null where there is none. */
  maxRetcode(): number | null {
    return this.results?.maxCode() ?? null;
  }

  /** Each output once, with all keys that have it; an empty list of keys is no filter. */
  buffers(matchKeys?: Iterable<string>): Iterable<BufferAndKeys> {
    return this.results?.buffers("stdout", matchKeys) ?? [];
  }

  errors(matchKeys?: Iterable<string>): Iterable<BufferAndKeys> {
    return this.results?.buffers("stderr", matchKeys) ?? [];
  }

  retcodes(matchKeys?: Iterable<string>): ReturnType<RunResults["codes"]> {
    return this.results?.codes(matchKeys) ?? [];
  }

  /** Keys whose time was over. */
  keysTimeout(): readonly string[] {
    return this.results?.timeouts() ?? [];
  }

  /** Keys of whose outputs only the beginning is kept, because the disk takes no more. */
  keysCut(): readonly string[] {
    return this.results?.cut() ?? [];
  }

  numTimeout(): number {
    return this.keysTimeout().length;
  }
}
