import type { FanoutSpec } from "./fanout.ts";
import { checkName, checkText } from "./launch-request.ts";

/** How many environments `fanout.pl` is to remember: more than one is common, and few differ in each child. */
const KNOWN_ENVIRONMENTS = 64;
/** Flags of a start, as `fanout.pl` has them. */
const STDIN_IS_PIPE = 1;
const STDERR_IS_STDOUT = 2;

/** Frames for `fanout.pl`, which go out together at the end of each turn of the event loop. */
export class FanoutRequests {
  readonly #write: (bytes: Buffer) => void;
  readonly #numbers = new Map<string, number>();
  #parts: Uint8Array[] = [];
  #ourOwn: string | null = null;
  #environments = 0;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  /** @throws {TypeError} where a value holds a NUL byte, or no variable can have a name */
  start(number: number, spec: FanoutSpec): void {
    const strings = [spec.cwd ?? "", ...spec.argv].map(checkText).join("\0");
    const body = Buffer.allocUnsafe(5 + Buffer.byteLength(strings));
    const flags =
      (spec.stdin === "pipe" ? STDIN_IS_PIPE : 0) | (spec.stderr === "merged" ? STDERR_IS_STDOUT : 0);
    body.writeUInt32BE(this.#environmentNumber(spec.env));
    body.writeUInt8(flags, 4);
    body.write(strings, 5);
    this.add("S", number, body);
  }

  /** Adds a frame: what it says, of which child, and what goes with it. */
  add(what: "S" | "V" | "I" | "E", number: number, body: Uint8Array = new Uint8Array()): void {
    const head = Buffer.allocUnsafe(9);
    head.write(what);
    head.writeUInt32BE(number, 1);
    head.writeUInt32BE(body.length, 5);
    if (this.#parts.length === 0) setImmediate(() => this.#flush());
    this.#parts.push(head, body);
  }

  /** Each environment is sent once, and again when as many others were used since. */
  #environmentNumber(env: FanoutSpec["env"]): number {
    const encoded = env === undefined ? (this.#ourOwn ??= encode(process.env)) : encode(env);
    const known = this.#numbers.get(encoded);
    if (known !== undefined) return known;
    const number = this.#environments++ % KNOWN_ENVIRONMENTS;
    const [oldest] = this.#numbers;
    if (this.#numbers.size === KNOWN_ENVIRONMENTS && oldest !== undefined) this.#numbers.delete(oldest[0]);
    this.#numbers.set(encoded, number);
    this.add("V", number, Buffer.from(encoded));
    return number;
  }

  #flush(): void {
    const parts = this.#parts;
    this.#parts = [];
    this.#ourOwn = null;
    this.#write(Buffer.concat(parts));
  }
}

function encode(env: Readonly<Record<string, string | undefined>>): string {
  const encoded: string[] = [];
  for (const name of Object.keys(env)) {
    const value = env[name];
    if (value !== undefined) encoded.push(checkName(name), checkText(value));
  }
  return encoded.join("\0");
}
