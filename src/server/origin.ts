import { hostname } from "node:os";
import { RunyardError } from "../core/mod.ts";

/** The names under which a server may be addressed. */
export interface OwnNames {
  /** The host that is listened on. */
  readonly host: string;
  readonly port: number;
  /** Where people outside reach it, through a proxy. */
  readonly publicUrl?: URL;
  /** `http` unless told. */
  readonly scheme?: "http" | "https";
  /** The address at which this request came in, where other machines can reach us. */
  readonly localAddress?: string;
  /** Told which host was asked for, and which are ours: whoever asked is not to learn either. */
  readonly onForeignHost?: (host: string, own: readonly string[]) => void;
}

/** What a request says of where it goes and whence it comes. */
export interface RequestSource {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly secFetchSite?: string | undefined;
  /** Of a request that may change something: browsers that send nothing else send this. */
  readonly referer?: string | undefined;
}

/**
 * Refuses what another web page sends with a visitor's browser. The host must be a name of ours, or a page could
 * rebind its own name to our address; the origin must be ours, for every method.
 *
 * @throws {RunyardError} `foreign-origin`
 */
export function checkOrigin(source: RequestSource, own: OwnNames): void {
  const authorities = ownAuthorities(own);
  if (source.host === undefined || !authorities.has(source.host.toLowerCase())) {
    own.onForeignHost?.(source.host ?? "", [...authorities]);
    throw new RunyardError(
      "foreign-origin",
      "Cannot answer for this host: it is no name of this server; server.public_url in the configuration gives it one",
    );
  }
  if (source.origin !== undefined && !isOwnOrigin(source.origin, authorities, own)) {
    throw new RunyardError(
      "foreign-origin",
      `Cannot take a request from a page of "${source.origin}": only this server's own pages may send any`,
    );
  }
  const from = source.origin === undefined ? originOf(source.referer) : undefined;
  if (from !== undefined && !isOwnOrigin(from, authorities, own)) {
    throw new RunyardError(
      "foreign-origin",
      `Cannot take a request from a page of "${from}": only this server's own pages may send any`,
    );
  }
  if (source.secFetchSite !== undefined && !["same-origin", "none"].includes(source.secFetchSite)) {
    throw new RunyardError(
      "foreign-origin",
      "Cannot take a request from a page of another site: only this server's own pages may send any",
    );
  }
}

/** Where a page is from, by its address; undefined where nothing is said. */
function originOf(referer: string | undefined): string | undefined {
  if (referer === undefined || referer === "") return undefined;
  return URL.canParse(referer) ? new URL(referer).origin : "null";
}

function ownAuthorities({ host, port, publicUrl, scheme, localAddress }: OwnNames): ReadonlySet<string> {
  const outside = localAddress === undefined ? [] : [inUrl(localAddress), hostname()];
  const names = new Set(["127.0.0.1", "localhost", "[::1]", inUrl(host), ...outside]);
  const usualPort = scheme === "https" ? 443 : 80;
  const authorities = [...names].flatMap((name) =>
    port === usualPort ? [name, `${name}:${port}`] : [`${name}:${port}`],
  );
  return new Set([
    ...authorities.map((name) => name.toLowerCase()),
    ...(publicUrl === undefined ? [] : [publicUrl.host]),
  ]);
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function isOwnOrigin(
  origin: string,
  authorities: ReadonlySet<string>,
  { publicUrl, scheme = "http" }: OwnNames,
): boolean {
  if (publicUrl !== undefined && origin === publicUrl.origin) return true;
  const start = `${scheme}://`;
  return origin.startsWith(start) && authorities.has(origin.slice(start.length).toLowerCase());
}
