import type { AuthSettings } from "../../config/mod.ts";

/**
 * Whether what lets a name in is not what it was: its tokens, its password, its roles, or the proxy's header.
 *
 * @param name null: nobody's
 */
export function isLoginChanged(
  before: AuthSettings | null,
  after: AuthSettings | null,
  name: string | null,
): boolean {
  return loginsOf(before, name) !== loginsOf(after, name);
}

function loginsOf(auth: AuthSettings | null, name: string | null): string {
  if (auth === null) return "";
  if (name === null) return auth.anonymous;
  const { tokens, users, proxyHeader } = auth;
  const own = [...tokens, ...users].filter((login) => login.name === name);
  return JSON.stringify([own, proxyHeader]);
}
