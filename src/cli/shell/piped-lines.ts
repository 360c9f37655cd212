import type { Readable } from "node:stream";
import { LineSplitter } from "../line-splitter.ts";
import type { LineEvent, LineSource } from "./line-source.ts";

/** The lines of a pipe or a file. */
export class PipedLines implements LineSource {
  readonly isTyped = false;
  readonly #input: Readable;
  readonly #lines: AsyncGenerator<string>;
  readonly #ended = Promise.withResolvers<LineEvent>();

  constructor(input: Readable) {
    this.#input = input;
    this.#lines = linesOf(input);
  }

  /** @throws whatever the system says of a standard input that can't be read */
  next(): Promise<LineEvent> {
    return Promise.race([this.#ended.promise, this.#read()]);
  }

  aside(write: () => void): void {
    write();
  }

  end(): void {
    this.#ended.resolve({ kind: "end" });
  }

  [Symbol.dispose](): void {
    this.#input.destroy();
  }

  async #read(): Promise<LineEvent> {
    const { done, value } = await this.#lines.next();
    return done === true ? { kind: "end" } : { kind: "line", text: value, isMore: true };
  }
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  const splitter = new LineSplitter();
  let isFirst = true;
  const textOf = (line: Buffer): string => {
    // A mark of the byte order, as editors of Windows write it, is no part of the first line.
    const text = line.toString().replace(isFirst ? /^\ufeff|\r$/g : /\r$/, "");
    isFirst = false;
    return text;
  };
  for await (const piece of input) for (const line of splitter.push(piece as Buffer)) yield textOf(line);
  for (const line of splitter.end()) yield textOf(line);
}
