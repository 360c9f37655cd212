import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { RunyardError, messageOf, systemCode } from "../core/mod.ts";
import { parseServerAddress } from "./server-address.ts";

/** Who asks: a token, or a name and a password. */
export type Credentials = { readonly token: string } | { readonly user: string; readonly password: string };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What to log in with at a server: the token that was given, else what the credentials file has for its address.
 *
 * @param token of `--token` or RUNYARD_TOKEN; an empty one is none
 * @throws {RunyardError} `bad-configuration` for a file that others can read, or a line that is not understood
 */
export function findCredentials(
  address: URL,
  token: string | undefined,
  environment: Environment,
): Credentials | undefined {
  if (token !== undefined && token !== "") return { token };
  const path = credentialsPath(environment);
  const lines = readLines(path);
  const entries = lines.flatMap((line, index) => entriesOf(line, `${path}:${index + 1}`));
  // The longest address is the one that is meant most closely.
  const found = entries
    .filter((entry) => entry.address.origin === address.origin)
    .filter((entry) => address.pathname.startsWith(entry.address.pathname))
    .toSorted((one, other) => other.address.pathname.length - one.address.pathname.length);
  return found[0]?.credentials;
}

/** The value of the Authorization header. */
export function authorizationOf(credentials: Credentials): string {
  if ("token" in credentials) return `Bearer ${credentials.token}`;
  const { user, password } = credentials;
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** The file where logins are kept (XDG Base Directory Specification). */
function credentialsPath({ XDG_CONFIG_HOME: config }: Environment): string {
  return join(
    config === undefined || config === "" ? join(homedir(), ".config") : config,
    "runyard",
    "credentials",
  );
}

function readLines(path: string): readonly string[] {
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw new RunyardError(
        "bad-configuration",
        `Cannot use the logins in "${path}": others can read them; change that with chmod 600`,
      );
    }
    return readFileSync(path, "utf8").split("\n");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return [];
    if (error instanceof RunyardError) throw error;
    throw new RunyardError("bad-configuration", `Cannot read the logins in "${path}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

interface Entry {
  readonly address: URL;
  readonly credentials: Credentials;
}

/** `ADDRESS NAME:PASSWORD` or `ADDRESS token TOKEN`; the line itself is never told. */
function entriesOf(line: string, place: string): readonly Entry[] {
  if (/^\s*(#|$)/.test(line)) return [];
  const [, address = "", login = ""] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(line) ?? [];
  const token = /^token\s+(\S+)$/.exec(login)?.[1];
  if (token !== undefined) return [{ address: parseServerAddress(address), credentials: { token } }];
  const colon = login.indexOf(":");
  if (colon > 0) {
    const credentials = { user: login.slice(0, colon), password: login.slice(colon + 1) };
    return [{ address: parseServerAddress(address), credentials }];
  }
  throw new RunyardError(
    "bad-configuration",
    `Cannot read the login at "${place}": expected ADDRESS NAME:PASSWORD or ADDRESS token TOKEN`,
  );
}
