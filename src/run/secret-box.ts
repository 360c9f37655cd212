import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { RunyardError, systemCode } from "../core/mod.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals the values of secret parameters for the store: AES-256-GCM with a key that lies beside it, mode 0600. */
export class SecretBox {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** Reads the key, or makes it at the first start. @throws {RunyardError} `store-unusable` where the file is no key */
  static open(path: string): SecretBox {
    const key = readKey(path) ?? makeKey(path);
    if (key.length === KEY_BYTES) return new SecretBox(key);
    throw new RunyardError(
      "store-unusable",
      `Cannot read the key "${path}": it has ${key.length} bytes, not ${KEY_BYTES}`,
    );
  }

  seal(text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /** Tells equal texts without telling them: who guesses at one needs the key as well. */
  fingerprint(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("hex");
  }

  /** @throws {RunyardError} `store-unusable` where it was sealed with another key, or changed */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, NONCE_BYTES));
    try {
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString("utf8");
    } catch (cause) {
      throw new RunyardError("store-unusable", "Cannot open a secret: it was sealed with another key", {
        cause,
      });
    }
  }
}

function readKey(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function makeKey(path: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  writeFileSync(path, key, { mode: 0o600, flag: "wx" });
  return key;
}
