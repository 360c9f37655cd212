import { createHmac, randomBytes } from "node:crypto";
import { type AuthSettings, type PasswordHash, type Role, isPasswordOf } from "../../config/mod.ts";
import type { Clock } from "../../core/mod.ts";

/** A user who gave the right password. */
export interface KnownUser {
  readonly name: string;
  readonly role: Role;
}

/** Each takes a thread of Node's four for a tenth of a second, and files are read by the same four. */
const mostHashes = 2;
const mostWaiting = 20;
/** A client that sends its password with every request is not hashed anew each time. */
const rememberedMs = 300_000;
const mostRemembered = 1000;

/** Checks passwords. A wrong name takes as long as a wrong password; where hashes differ, as that of the costliest. */
export class PasswordCheck {
  readonly #users: ReadonlyMap<string, AuthSettings["users"][number]>;
  /** Hashed in place of none. */
  readonly #standIn: PasswordHash | undefined;
  readonly #clock: Clock;
  readonly #cacheKey = randomBytes(32);
  readonly #remembered = new Map<string, { readonly user: KnownUser; readonly until: number }>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(users: AuthSettings["users"], clock: Clock) {
    this.#users = new Map(users.map((user) => [user.name, user]));
    this.#standIn = users
      .map(({ password }) => password)
      .toSorted((one, other) => costOf(other) - costOf(one))[0];
    this.#clock = clock;
  }

  /** The user whose right password this was within the last minutes. */
  recall(name: string, password: string): KnownUser | undefined {
    const known = this.#remembered.get(this.#cacheKeyOf(name, password));
    return known !== undefined && this.#clock.now() < known.until ? known.user : undefined;
  }

  /** Whether one more can be checked now: past a bound, checking would only queue up. */
  get hasRoom(): boolean {
    return this.#waiting.length < mostWaiting;
  }

  /** The user of this name, where this is the password. */
  async check(name: string, password: string): Promise<KnownUser | undefined> {
    const user = this.#users.get(name);
    const hash = user?.password ?? this.#standIn;
    if (hash === undefined) return undefined;
    const isRight = await this.#hashInTurn(password, hash);
    if (user === undefined || !isRight) return undefined;
    const known = { name: user.name, role: user.role };
    this.#remember(name, password, known);
    return known;
  }

  async #hashInTurn(password: string, hash: PasswordHash): Promise<boolean> {
    if (this.#running >= mostHashes) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await isPasswordOf(password, hash);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #remember(name: string, password: string, user: KnownUser): void {
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= mostRemembered && oldest !== undefined) this.#remembered.delete(oldest);
    const key = this.#cacheKeyOf(name, password);
    this.#remembered.delete(key);
    this.#remembered.set(key, { user, until: this.#clock.now() + rememberedMs });
  }

  /** Memory holds no password, only what this process makes of it. */
  #cacheKeyOf(name: string, password: string): string {
    return createHmac("sha256", this.#cacheKey).update(`${name}\0${password}`).digest("base64");
  }
}

/** What scrypt takes in time (RFC 7914 §2): N, r and p multiply it. */
function costOf({ costLog, blockSize, parallelism }: PasswordHash): number {
  return 2 ** costLog * blockSize * parallelism;
}
