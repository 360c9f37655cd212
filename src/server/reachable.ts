import { isIP } from "node:net";
import type { AuthSettings } from "../config/mod.ts";
import { RunyardError } from "../core/mod.ts";

/** What decides who can reach a server, and do something there. */
export interface Reach {
  readonly auth: AuthSettings | null;
  readonly hasTls: boolean;
  /** What clients call it, where that is another address. */
  readonly publicUrl?: string | null;
}

/** @throws {RunyardError} `bad-configuration` for an address that other machines could reach, where anyone could submit jobs */
export function checkHost(host: string, auth: AuthSettings | null = null): void {
  if (isLoopback(host)) return;
  if (auth === null) {
    throw new RunyardError(
      "bad-configuration",
      `Cannot listen on "${host}": other machines could submit jobs, and nobody has to log in; write tokens or users under auth: in the configuration, or listen on 127.0.0.1`,
    );
  }
  if (auth.anonymous === "none") return;
  throw new RunyardError(
    "bad-configuration",
    `Cannot listen on "${host}": other machines could submit jobs without a login, as auth.anonymous is user; set it to none, or listen on 127.0.0.1`,
  );
}

/** Who can reach the server, in one line. */
export function describeReach(url: string, reach: Reach = { auth: null, hasTls: false }): string {
  const { publicUrl = null } = reach;
  return `${describeAccess(url, reach)}${publicUrl === null ? "" : `; clients call it ${publicUrl}`}`;
}

function describeAccess(url: string, { auth, hasTls }: Reach): string {
  const isLocal = isLoopback(new URL(url).hostname.replace(/^\[(.*)\]$/, "$1"));
  if (!isLocal)
    return `Other machines can reach ${url}, and must log in${hasTls ? "" : "; without TLS, what they send can be read on its way"}`;
  const who = `Only programs on this machine can reach ${url}`;
  if (auth === null) return `${who}; anyone on it can submit jobs`;
  if (auth.anonymous === "user") return `${who}; without a login they see the jobs that have no owner`;
  return `${who}, and must log in`;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
