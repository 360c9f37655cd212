import { Gather, type GatheredOutput } from "./gather/gather.ts";
import type { StreamName } from "./worker-event.ts";

/** An output, and the keys that have it. */
export type BufferAndKeys = readonly [output: GatheredOutput, keys: readonly string[]];

/** Where something comes from: a key of a worker, by the worker's number. */
interface Source {
  readonly worker: number;
  readonly key: string;
}

/** What is kept of which stream. */
export interface Kept {
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/**
 * What came out of one run: outputs, return codes, keys that timed out. A run that is over changes nothing in it any more.
 *
 * A key may belong to several workers: its output is then theirs, one behind the other, and its return code the
 * greatest of theirs.
 */
export class RunResults implements Disposable {
  readonly #gathers: Readonly<Record<StreamName, Gather | null>>;
  readonly #sources = new Map<string, Source>();
  readonly #namesByKey = new Map<string, string[]>();
  readonly #codes = new Map<string, number>();
  readonly #timeouts = new Map<string, Source>();
  readonly #overflows = new Map<string, Source>();

  constructor(kept: Kept) {
    this.#gathers = {
      stdout: kept.stdout ? new Gather({ cutsWhenFull: true }) : null,
      stderr: kept.stderr ? new Gather({ cutsWhenFull: true }) : null,
    };
  }

  /** Makes room for what comes from a key of a worker. @returns the name under which it is kept */
  addSource(worker: number, key: string): string {
    const name = `${worker} ${key}`;
    if (this.#sources.has(name)) return name;
    this.#sources.set(name, { worker, key });
    const names = this.#namesByKey.get(key) ?? [];
    names.push(name);
    this.#namesByKey.set(key, names);
    return name;
  }

  addOutput(source: string, stream: StreamName, bytes: Uint8Array): void {
    this.#gathers[stream]?.add(source, bytes);
  }

  setCode(source: string, code: number): void {
    this.#codes.set(source, code);
  }

  addTimeout(source: string): void {
    this.#timeouts.set(source, this.#sourceOf(source));
  }

  /** It has written more than it may. */
  addOverflow(source: string): void {
    this.#overflows.set(source, this.#sourceOf(source));
  }

  /** @throws {RangeError} where the output of this stream is not kept */
  buffer(stream: StreamName, key: string, worker?: number): Uint8Array {
    const gather = this.#gather(stream);
    const parts = this.#namesOf(key, worker).map((name) => gather.bytes(name));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** Each output once, with its keys: both in the order in which the keys were scheduled. */
  *buffers(
    stream: StreamName,
    match: Iterable<string> | undefined,
    worker?: number,
  ): Iterable<BufferAndKeys> {
    const wanted = wantedKeys(match);
    const places = new Map<string, number>();
    for (const [name, source] of this.#sources)
      if (isOf(source, worker) && (wanted === null || wanted.has(source.key))) places.set(name, places.size);
    const placeOf = (name: string | undefined): number => places.get(name ?? "") ?? 0;
    // In the order in which the keys were scheduled, whoever wrote first.
    const groups = Array.from(this.#gather(stream).groups(places.keys()), ({ keys, output }) => ({
      output,
      names: keys.toSorted((a, b) => placeOf(a) - placeOf(b)),
    })).toSorted((a, b) => placeOf(a.names[0]) - placeOf(b.names[0]));
    for (const { output, names } of groups)
      yield [output, [...new Set(names.map((name) => this.#sources.get(name)?.key ?? name))]];
  }

  /** Undefined where there is none: unknown, not ended, or timed out. */
  code(key: string, worker?: number): number | undefined {
    const codes = this.#namesOf(key, worker).flatMap((name) => this.#codes.get(name) ?? []);
    return codes.length === 0 ? undefined : Math.max(...codes);
  }

  maxCode(worker?: number): number | null {
    let most: number | null = null;
    for (const [name, code] of this.#codes)
      if (isOf(this.#sources.get(name), worker) && (most === null || code > most)) most = code;
    return most;
  }

  /** Each return code once, smallest first, with the keys that have it. */
  codes(
    match: Iterable<string> | undefined,
    worker?: number,
  ): readonly (readonly [code: number, keys: readonly string[]])[] {
    const wanted = wantedKeys(match);
    const byCode = new Map<number, Set<string>>();
    for (const [name, code] of this.#codes) {
      const source = this.#sources.get(name);
      if (source === undefined || !isOf(source, worker) || (wanted !== null && !wanted.has(source.key)))
        continue;
      const keys = byCode.get(code) ?? new Set();
      byCode.set(code, keys.add(source.key));
    }
    return [...byCode].toSorted(([a], [b]) => a - b).map(([code, keys]) => [code, [...keys]] as const);
  }

  timeouts(worker?: number): readonly string[] {
    return keysOf(this.#timeouts, worker);
  }

  overflows(worker?: number): readonly string[] {
    return keysOf(this.#overflows, worker);
  }

  /** Keys of whose outputs only the beginning is kept, because the disk takes no more. */
  cut(worker?: number): readonly string[] {
    const names = new Set([
      ...(this.#gathers.stdout?.cut.keys() ?? []),
      ...(this.#gathers.stderr?.cut.keys() ?? []),
    ]);
    return keysOf(new Map([...names].map((name) => [name, this.#sourceOf(name)])), worker);
  }

  #sourceOf(name: string): Source {
    return this.#sources.get(name) ?? { worker: 0, key: name };
  }

  [Symbol.dispose](): void {
    this.#gathers.stdout?.[Symbol.dispose]();
    this.#gathers.stderr?.[Symbol.dispose]();
  }

  #gather(stream: StreamName): Gather {
    const gather = this.#gathers[stream];
    if (gather === null)
      throw new RangeError(`Cannot read what was written to ${stream}: the task was told not to keep it`);
    return gather;
  }

  #namesOf(key: string, worker: number | undefined): readonly string[] {
    const names = this.#namesByKey.get(key) ?? [];
    return worker === undefined ? names : names.filter((name) => name === `${worker} ${key}`);
  }
}

function keysOf(sources: ReadonlyMap<string, Source>, worker: number | undefined): readonly string[] {
  return [...new Set([...sources.values()].filter((source) => isOf(source, worker)).map(({ key }) => key))];
}

function isOf(source: Source | undefined, worker: number | undefined): boolean {
  return source !== undefined && (worker === undefined || source.worker === worker);
}

/** A text is no list of keys. An empty list is no filter. @throws {TypeError} for a text */
function wantedKeys(match: Iterable<string> | undefined): ReadonlySet<string> | null {
  if (typeof match === "string")
    throw new TypeError("Cannot filter by a text: give a list of keys, or a node set");
  const keys = match === undefined ? [] : [...match];
  return keys.length === 0 ? null : new Set(keys);
}
