import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../core/mod.ts";
import type { Mistake, Reading } from "../job/mod.ts";
import { type Role, type WrittenAuth, shortestToken } from "./auth-schema.ts";
import { type PasswordHash, parsePasswordHash } from "./password-hash.ts";

/** Who may use the server, and as what. */
export interface AuthSettings {
  readonly tokens: readonly { readonly name: string; readonly token: string; readonly role: Role }[];
  readonly users: readonly { readonly name: string; readonly password: PasswordHash; readonly role: Role }[];
  /** Requests from these addresses and networks are believed who they come from. */
  readonly proxyHeader: {
    readonly header: string;
    readonly from: readonly string[];
    readonly admins: readonly string[];
  } | null;
  /** What somebody without a login may do. */
  readonly anonymous: "none" | "user";
}

/** Reads what `auth:` says, with the files of tokens; `folder` is what their paths are relative to. */
export function readAuth(written: WrittenAuth, folder: string): Reading<AuthSettings> {
  const mistakes: Mistake[] = [];
  const tokens = written.tokens.map(({ name, role, token, token_file: file }, index) => {
    if (token !== undefined) return { name, role, token };
    const read = readToken(resolve(folder, file ?? ""));
    if (!read.ok) mistakes.push({ ...read.mistake, path: ["auth", "tokens", index, "token_file"] });
    return { name, role, token: read.ok ? read.token : "" };
  });
  mistakes.push(...(mistakes.length === 0 ? repeated(tokens) : []));
  if (mistakes.length > 0) return { ok: false, mistakes };
  const users = written.users.flatMap(({ name, role, password }) => {
    const hash = parsePasswordHash(password);
    return hash === undefined ? [] : [{ name, role, password: hash }];
  });
  return {
    ok: true,
    value: { tokens, users, proxyHeader: written.proxy_header ?? null, anonymous: written.anonymous },
  };
}

type TokenFile =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly mistake: Omit<Mistake, "path"> };

function readToken(path: string): TokenFile {
  const wrong = (message: string): TokenFile => ({ ok: false, mistake: { message, about: "value" } });
  try {
    if ((statSync(path).mode & 0o007) !== 0)
      return wrong(`anybody on this machine can read "${path}": take that away with chmod o-rwx`);
    const token = readFileSync(path, "utf8").trim();
    return token.length >= shortestToken && /^[\x21-\x7e]+$/.test(token)
      ? { ok: true, token }
      : wrong(`expected a token of at least ${shortestToken} characters without spaces in "${path}"`);
  } catch (error) {
    return wrong(`the file can't be read: ${messageOf(error)}`);
  }
}

/** One token can't say two names. The token itself is not told. */
function repeated(tokens: AuthSettings["tokens"]): readonly Mistake[] {
  const texts = tokens.map(({ token }) => token);
  return texts.flatMap((text, index) => {
    const first = texts.indexOf(text);
    if (first === index) return [];
    const message = `this is the token of ${tokens[first]?.name ?? ""} already`;
    return [{ path: ["auth", "tokens", index], message, about: "value" as const }];
  });
}
