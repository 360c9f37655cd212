import { type AuthSettings, makePasswordHash } from "../src/config/mod.ts";

/** Tokens of a test's own: two users and an admin. */
export const tokens = {
  ann: "ann-token-of-the-tests-0001",
  bob: "bob-token-of-the-tests-0002",
  root: "root-token-of-the-tests-0003",
} as const;

/** Logins for a test: tokens of `ann`, `bob` and the admin `root`, and a password of `ann`. */
export async function testAuth(changes: Partial<AuthSettings> = {}): Promise<AuthSettings> {
  return {
    tokens: [
      { name: "ann", token: tokens.ann, role: "user" },
      { name: "bob", token: tokens.bob, role: "user" },
      { name: "root", token: tokens.root, role: "admin" },
    ],
    users: [{ name: "ann", password: await makePasswordHash("right horse"), role: "user" }],
    proxyHeader: null,
    anonymous: "none",
    ...changes,
  };
}

/** The headers of a token. */
export function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/** The headers of a name and a password. */
export function basic(name: string, password: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}
