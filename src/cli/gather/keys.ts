import { GroupError, type NodeSet, NodeSetSyntaxError } from "../../nodeset/mod.ts";
import type { Reader } from "../nodeset/reader.ts";
import type { When } from "./options.ts";

/** One line must not stand for more nodes than this: each of them keeps what the line says. */
const MOST_NODES = 1_000_000;

/**
 * The nodes that stand before the separator, read once each: as node sets, or as they stand. With `auto` they are read
 * as sets until the first that is none, and as they stand from there on.
 */
export class Keys {
  readonly #reader: Reader<NodeSet>;
  readonly #isAuto: boolean;
  readonly #known = new Map<string, readonly string[]>();
  #areSets: boolean;

  constructor(reader: Reader<NodeSet>, interpret: When) {
    this.#reader = reader;
    this.#isAuto = interpret === "auto";
    this.#areSets = interpret !== "never";
  }

  /** Whether all so far are read as node sets. */
  get areSets(): boolean {
    return this.#areSets;
  }

  /** The names of a key that was read before. @param key its bytes as Latin-1 */
  known(key: string): readonly string[] | undefined {
    return this.#known.get(key);
  }

  /** @param key its bytes as Latin-1 @throws {SyntaxError} for one that can't be read */
  async read(key: string): Promise<readonly string[]> {
    const text = decode(key).trim();
    if (text === "") throw new SyntaxError("no node stands before the separator");
    const names = this.#areSets ? await this.#readSet(text) : [text];
    this.#known.set(key, names);
    return names;
  }

  async #readSet(text: string): Promise<readonly string[]> {
    try {
      const nodes = await this.#reader.read([text]);
      if (nodes.size > MOST_NODES) throw new RangeError(`"${text}" is more than ${MOST_NODES} nodes`);
      if (nodes.isEmpty) throw new SyntaxError(`"${text}" is no node`);
      return [...nodes];
    } catch (error) {
      if (!this.#isAuto || !isUnreadable(error)) throw error;
      this.#areSets = false;
      // What was read as sets before stays as it is; from now on the same keys stand for themselves.
      this.#known.clear();
      return [text];
    }
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof NodeSetSyntaxError || error instanceof SyntaxError || error instanceof GroupError;
}

function decode(key: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(key, "latin1"));
  } catch (error) {
    throw new SyntaxError("the node is not UTF-8 text", { cause: error });
  }
}
