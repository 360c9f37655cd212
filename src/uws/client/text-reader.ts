import { TextDecoder } from "node:util";

/** Makes text of bytes as they arrive, in the encoding that was told, or that they tell themselves (XML 1.0 §4.3.3). */
export class TextReader {
  readonly #charset: string | undefined;
  #decoder: TextDecoder | undefined;

  constructor(charset: string | undefined) {
    this.#charset = charset;
  }

  /** @throws {SyntaxError} for an encoding that is not known, or bytes that it doesn't have */
  read(bytes: Uint8Array): string {
    this.#decoder ??= makeDecoder(this.#charset ?? encodingIn(bytes));
    return decode(this.#decoder, bytes);
  }

  /** What is left at the end. @throws {SyntaxError} where that is half a character */
  end(): string {
    return this.#decoder === undefined ? "" : decode(this.#decoder);
  }
}

function makeDecoder(name: string): TextDecoder {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch (error) {
    throw new SyntaxError(`its encoding "${name.slice(0, 40)}" is not known`, { cause: error });
  }
}

function encodingIn(start: Uint8Array): string {
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  const declaration = Buffer.from(start.subarray(0, 200)).toString("latin1");
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(declaration)?.[1] ?? "utf-8";
}

function decode(decoder: TextDecoder, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (error) {
    throw new SyntaxError(`it has bytes that are not ${decoder.encoding}`, { cause: error });
  }
}
