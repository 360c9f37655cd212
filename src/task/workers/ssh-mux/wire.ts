/** A value as SSH writes it: a number as uint32, a text as string, a truth value as boolean (RFC 4251, section 5). */
type Value = number | string | boolean;

/** Values one after another. */
export function encode(...values: readonly Value[]): Buffer {
  return Buffer.concat(values.map(encodeOne));
}

function encodeOne(value: Value): Buffer {
  if (typeof value === "boolean") return Buffer.from([value ? 1 : 0]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  }
  const text = Buffer.from(value);
  return Buffer.concat([encodeOne(text.length), text]);
}

/** Reads values one after another. What is not there is a RangeError. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  truth(): boolean {
    return this.byte() !== 0;
  }

  number(): number {
    const value = this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  bytes(): Buffer {
    const length = this.number();
    if (this.#at + length > this.#bytes.length) throw new RangeError("A string is longer than its packet");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    return this.bytes().toString();
  }
}
