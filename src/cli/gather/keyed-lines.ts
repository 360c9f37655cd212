import { messageOf } from "../../core/mod.ts";
import { Interrupted } from "../nodeset/interrupted.ts";
import { visibleText } from "../visible-text.ts";
import type { Keys } from "./keys.ts";

/** Takes what nodes have said, in pieces; a line's LF belongs to it. */
export type TakeContent = (names: readonly string[], content: Uint8Array) => void;

const LF = 10;
/** A line that is longer is passed on in pieces. */
const LONG_LINE = 1024 * 1024;
/** So much of a line is shown in an error. */
const SHOWN = 80;

/** Cuts input into lines, and lines into nodes and content. Lines end at LF alone. */
export class KeyedLines {
  readonly #keys: Keys;
  readonly #separator: Buffer;
  readonly #take: TakeContent;
  /** The begin of a line whose end has not come. */
  #begun: Buffer = NOTHING;
  /** Whose line it is that is being passed on in pieces. */
  #long: readonly string[] | null = null;
  #lineNumber = 1;

  constructor(keys: Keys, separator: Buffer, take: TakeContent) {
    this.#keys = keys;
    this.#separator = separator;
    this.#take = take;
  }

  /** @throws {Error} with the number of a line that can't be read */
  async push(chunk: Uint8Array): Promise<void> {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const bytes = this.#begun.length === 0 ? piece : Buffer.concat([this.#begun, piece]);
    let start = this.#long === null ? 0 : this.#passLong(bytes, this.#long);
    for (let end = bytes.indexOf(LF, start); end !== -1; end = bytes.indexOf(LF, start)) {
      const content = this.#contentStart(bytes, start, end);
      const names = this.#nodesOf(bytes, start, content);
      // Waiting for each line would take longer than all the rest.
      this.#take(Array.isArray(names) ? names : await names, bytes.subarray(content, end + 1));
      this.#lineNumber++;
      start = end + 1;
    }
    this.#begun = bytes.subarray(start);
    if (this.#begun.length > LONG_LINE) this.#long = await this.#takeBegun();
  }

  /** The input has ended: so does its last line, with an LF or without. */
  async end(): Promise<void> {
    const names = this.#begun.length > 0 ? await this.#takeBegun() : this.#long;
    if (names !== null) this.#take(names, LINE_FEED);
    this.#long = null;
  }

  /** @returns where the line ends */
  #passLong(bytes: Buffer, names: readonly string[]): number {
    const end = bytes.indexOf(LF);
    const next = end === -1 ? bytes.length : end + 1;
    this.#take(names, bytes.subarray(0, next));
    if (end === -1) return next;
    this.#long = null;
    this.#lineNumber++;
    return next;
  }

  async #takeBegun(): Promise<readonly string[]> {
    const begun = this.#begun;
    this.#begun = NOTHING;
    const content = this.#contentStart(begun, 0, begun.length);
    const names = await this.#nodesOf(begun, 0, content);
    this.#take(names, begun.subarray(content));
    return names;
  }

  #contentStart(bytes: Buffer, start: number, end: number): number {
    const separator = this.#separator;
    const [only] = separator;
    const at = bytes.indexOf(separator.length === 1 && only !== undefined ? only : separator, start);
    if (at !== -1 && at + separator.length <= end) return at + separator.length;
    throw this.#refusal(bytes, start, `there is no "${visibleText(separator.toString())}" in it`);
  }

  #nodesOf(bytes: Buffer, start: number, content: number): readonly string[] | Promise<readonly string[]> {
    const key = bytes.toString("latin1", start, content - this.#separator.length);
    return this.#keys.known(key) ?? this.#readKey(key, bytes, start);
  }

  async #readKey(key: string, bytes: Buffer, start: number): Promise<readonly string[]> {
    try {
      return await this.#keys.read(key);
    } catch (error) {
      // Whoever ended the work has not misread anything.
      if (error instanceof Interrupted) throw error;
      throw this.#refusal(bytes, start, messageOf(error));
    }
  }

  #refusal(bytes: Buffer, start: number, reason: string): SyntaxError {
    const end = bytes.indexOf(LF, start);
    const line = bytes.toString("utf8", start, end === -1 ? bytes.length : end);
    const shown = line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
    return new SyntaxError(`Cannot read line ${this.#lineNumber} "${visibleText(shown)}": ${reason}`);
  }
}

const NOTHING = Buffer.alloc(0);
const LINE_FEED: Uint8Array = Uint8Array.of(LF);
