import { ReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { LineSplitter } from "../line-splitter.ts";
import type { LineEvent, LineSource } from "./line-source.ts";

/** A program that writes line by line has written the next one by then; one that waits for an answer waits no longer. */
const LOOK_MS = 100;

/** The lines of a pipe or a file. */
export class PipedLines implements LineSource {
  readonly isTyped = false;
  readonly #input: Readable;
  readonly #lines: AsyncGenerator<string>;
  /** The next ones, which were asked for and not taken yet. */
  readonly #ahead: Promise<LineEvent>[] = [];
  readonly #ended = Promise.withResolvers<LineEvent>();

  constructor(input: Readable) {
    this.#input = input;
    this.#lines = linesOf(input);
  }

  /** @throws whatever the system says of a standard input that can't be read */
  next(): Promise<LineEvent> {
    return Promise.race([this.#ended.promise, this.#ahead.shift() ?? this.#read()]);
  }

  async lookAhead(place: number): Promise<string | null> {
    while (this.#ahead.length <= place) this.#ahead.push(this.#readAhead());
    const waiting = new AbortController();
    const event = await Promise.race([this.#ahead[place], this.#ended.promise, this.#late(waiting.signal)]);
    waiting.abort();
    return event?.kind === "line" ? event.text : null;
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

  /** What can't be read is said by `next`, which may be called long after. */
  #readAhead(): Promise<LineEvent> {
    const line = this.#read();
    line.catch(() => undefined);
    return line;
  }

  /** A file has its next line, or its end, without anybody doing anything for it. */
  #late(signal: AbortSignal): Promise<null> {
    if (this.#input instanceof ReadStream) return new Promise(() => {});
    return sleep(LOOK_MS, null, { signal }).catch(() => null);
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
