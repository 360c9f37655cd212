import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthSettings, Role } from "../../config/mod.ts";

interface KnownToken {
  readonly name: string;
  readonly role: Role;
  readonly digest: Buffer;
}

/** Whose a token is. Every lookup looks at all tokens, so that its time says nothing of them. */
export class TokenTable {
  readonly #tokens: readonly KnownToken[];

  constructor(tokens: AuthSettings["tokens"]) {
    this.#tokens = tokens.map(({ name, role, token }) => ({ name, role, digest: digestOf(token) }));
  }

  /** @param name whose it must be, where a name came with it */
  find(token: string, name?: string): { readonly name: string; readonly role: Role } | undefined {
    const digest = digestOf(token);
    let found: KnownToken | undefined;
    for (const known of this.#tokens) if (timingSafeEqual(known.digest, digest)) found = known;
    return name === undefined || found?.name === name ? found : undefined;
  }
}

/** Digests have one length, whatever they are of. */
function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
