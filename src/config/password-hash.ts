import { type ScryptOptions, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** What is kept of a password: the result of scrypt (RFC 7914), and what it was made with. */
export interface PasswordHash {
  /** The binary logarithm of N. */
  readonly costLog: number;
  readonly blockSize: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** 32 MiB and about 0.1 s for each hash. */
const usual = { costLog: 15, blockSize: 8, parallelism: 1 } as const;
const saltBytes = 16;
const keyBytes = 32;
/** A hash that wants more would take the server's memory with every login. */
const mostMemoryBytes = 256 * 1024 * 1024;

const derive: (password: string, salt: Buffer, length: number, options: ScryptOptions) => Promise<Buffer> =
  promisify(scrypt);

/** Makes a hash of a password with a salt of its own. */
export async function makePasswordHash(password: string): Promise<PasswordHash> {
  const made = { ...usual, salt: randomBytes(saltBytes) };
  return { ...made, key: await deriveKey(password, made, keyBytes) };
}

/** Whether this is the password of the hash. It takes the same time for every password. */
export async function isPasswordOf(password: string, hash: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await deriveKey(password, hash, hash.key.length), hash.key);
}

/** `$scrypt$ln=15,r=8,p=1$SALT$KEY`, as the PHC string format has it. */
export function formatPasswordHash({ costLog, blockSize, parallelism, salt, key }: PasswordHash): string {
  const [shownSalt, shownKey] = [salt, key].map((bytes) => bytes.toString("base64").replaceAll("=", ""));
  return `$scrypt$ln=${costLog},r=${blockSize},p=${parallelism}$${shownSalt}$${shownKey}`;
}

/** The hash that a text stands for; undefined where it is none, or one that costs too little or too much. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const parts =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/.exec(
      text,
    );
  if (parts === null) return undefined;
  const [costLog, blockSize, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
  const isBounded = blockSize >= 1 && parallelism >= 1 && parallelism <= 16;
  if (costLog < 10 || !isBounded || memoryOf({ costLog, blockSize }) > mostMemoryBytes) return undefined;
  const [salt, key] = parts.slice(4).map((part) => Buffer.from(part, "base64")) as [Buffer, Buffer];
  return { costLog, blockSize, parallelism, salt, key };
}

function memoryOf({ costLog, blockSize }: Pick<PasswordHash, "costLog" | "blockSize">): number {
  return 128 * 2 ** costLog * blockSize;
}

/** The same characters may be typed as different code points: they are one password (RFC 8265 §4.2.1). */
function deriveKey(password: string, made: Omit<PasswordHash, "key">, lengthBytes: number): Promise<Buffer> {
  return derive(password.normalize("NFC"), made.salt, lengthBytes, {
    N: 2 ** made.costLog,
    r: made.blockSize,
    p: made.parallelism,
    maxmem: 2 * memoryOf(made) + 1024 * 1024,
  });
}
