import { isIPv6 } from "node:net";
import type { AuthSettings } from "../../config/mod.ts";
import type { Clock } from "../../core/mod.ts";
import { type Authorization, parseAuthorization } from "./authorization.ts";
import type { Caller } from "./caller.ts";
import { FailureLimit, type LimitedKey } from "./failure-limit.ts";
import { PasswordCheck } from "./password-check.ts";
import { TokenTable } from "./token-table.ts";
import { TrustedProxy } from "./trusted-proxy.ts";

/** What of a request says who it comes from. */
export interface LoginRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly address: string;
}

/** How a login went. A refusal does not say what was wrong. */
export type Login =
  | { readonly kind: "known"; readonly caller: Caller }
  | { readonly kind: "nobody" }
  | { readonly kind: "refused" }
  | { readonly kind: "later"; readonly seconds: number };

/** Failures in a minute. Several people may share an address, and a name may be tried from many. */
const mostOf = { address: 30, nameAtAddress: 10, name: 100 } as const;

/** Finds out who asks: by what a trusted proxy says, by a token, or by a name and a password. */
export class Authenticator {
  readonly #tokens: TokenTable;
  readonly #passwords: PasswordCheck;
  readonly #proxy: TrustedProxy | null;
  readonly #limit: FailureLimit;

  constructor(settings: AuthSettings, clock: Clock) {
    this.#tokens = new TokenTable(settings.tokens);
    this.#passwords = new PasswordCheck(settings.users, clock);
    this.#proxy = settings.proxyHeader === null ? null : new TrustedProxy(settings.proxyHeader);
    this.#limit = new FailureLimit(clock);
  }

  async login({ headers, address: from }: LoginRequest): Promise<Login> {
    const address = plainAddress(from);
    const proxied = this.#proxy?.nameIn(headers, address);
    if (proxied === "unknown") return { kind: "refused" };
    if (proxied !== undefined) return { kind: "known", caller: { ...proxied, address } };
    const { authorization } = headers;
    const given = parseAuthorization(typeof authorization === "string" ? authorization : undefined);
    if (given.kind === "none") return { kind: "nobody" };
    const known = this.#knownAtOnce(given);
    if (known !== undefined) return { kind: "known", caller: { ...known, address } };
    return this.#tryPassword(given, address);
  }

  /** Tokens are too long to guess, and a password that was right a minute ago still is: neither waits for others' failures. */
  #knownAtOnce(given: Authorization): Pick<Caller, "name" | "role"> | undefined {
    if (given.kind === "bearer") return withoutDigest(this.#tokens.find(given.token));
    if (given.kind !== "basic") return undefined;
    const recalled = this.#passwords.recall(given.name, given.password);
    return recalled ?? withoutDigest(this.#tokens.find(given.password, given.name));
  }

  async #tryPassword(given: Authorization, address: string): Promise<Login> {
    const keys = keysOf(given, address);
    const seconds = this.#limit.take(keys);
    if (seconds > 0) return { kind: "later", seconds };
    if (given.kind !== "basic") return { kind: "refused" };
    if (!this.#passwords.hasRoom) {
      this.#limit.forgive(keys);
      return { kind: "later", seconds: 1 };
    }
    const user = await this.#passwords.check(given.name, given.password);
    if (user === undefined) return { kind: "refused" };
    this.#limit.forgive(keys);
    return { kind: "known", caller: { ...user, address } };
  }
}

/** An IPv4 address that came over a socket for both is one. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

function withoutDigest(
  found: Pick<Caller, "name" | "role"> | undefined,
): Pick<Caller, "name" | "role"> | undefined {
  return found === undefined ? undefined : { name: found.name, role: found.role };
}

function keysOf(given: Authorization, address: string): readonly LimitedKey[] {
  const place = placeOf(address);
  const byAddress = { key: `address ${place}`, most: mostOf.address };
  if (given.kind !== "basic") return [byAddress];
  // As long as a name may be: no key is as long as somebody likes.
  const name = given.name.slice(0, 128);
  return [
    byAddress,
    { key: `name ${name}`, most: mostOf.name },
    { key: `both ${place} ${name}`, most: mostOf.nameAtAddress },
  ];
}

/** Whoever has an IPv6 address has a network of them. */
function placeOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return [...groups, ...Array.from({ length: zeros }, () => "0"), ...rest].slice(0, 4).join(":");
}
