import { type BlockList, isIP } from "node:net";
import { type AuthSettings, type Role, blockListOf, ownerName } from "../../config/mod.ts";

/** A proxy in front of the server that has asked people who they are, and tells it in a header. */
export class TrustedProxy {
  readonly #header: string;
  readonly #from: BlockList;
  readonly #admins: ReadonlySet<string>;

  constructor({ header, from, admins }: NonNullable<AuthSettings["proxyHeader"]>) {
    this.#header = header.toLowerCase();
    this.#from = blockListOf(from);
    this.#admins = new Set(admins);
  }

  /**
   * Who the proxy says it is; undefined where it is not the proxy that asks, or it says nothing.
   *
   * @returns "unknown" for a header that is no name: one that came twice, too
   */
  nameIn(
    headers: Readonly<Record<string, string | readonly string[] | undefined>>,
    address: string,
  ): { readonly name: string; readonly role: Role } | "unknown" | undefined {
    const name = headers[this.#header];
    if (name === undefined || name === "" || !this.#isFrom(address)) return undefined;
    if (typeof name !== "string" || !ownerName.test(name)) return "unknown";
    return { name, role: this.#admins.has(name) ? "admin" : "user" };
  }

  #isFrom(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#from.check(address, family === 6 ? "ipv6" : "ipv4");
  }
}
