import { RunyardError } from "../core/mod.ts";

/** The names under which a server may be addressed. */
export interface OwnNames {
  /** The host that is listened on. */
  readonly host: string;
  readonly port: number;
  /** Where people outside reach it, through a proxy. */
  readonly publicUrl?: URL;
}

/** What a request says of where it goes and whence it comes. */
export interface RequestSource {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly secFetchSite?: string | undefined;
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
    throw new RunyardError(
      "foreign-origin",
      `Cannot answer for the host "${source.host ?? ""}": this server is ${[...authorities].join(", ")}`,
    );
  }
  if (source.origin !== undefined && !isOwnOrigin(source.origin, authorities, own)) {
    throw new RunyardError(
      "foreign-origin",
      `Cannot take a request from a page of "${source.origin}": only this server's own pages may send any`,
    );
  }
  if (source.secFetchSite !== undefined && !["same-origin", "none"].includes(source.secFetchSite)) {
    throw new RunyardError(
      "foreign-origin",
      "Cannot take a request from a page of another site: only this server's own pages may send any",
    );
  }
}

function ownAuthorities({ host, port, publicUrl }: OwnNames): ReadonlySet<string> {
  const names = new Set(["127.0.0.1", "localhost", "[::1]", host.includes(":") ? `[${host}]` : host]);
  const authorities = [...names].flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
  return new Set([
    ...authorities.map((name) => name.toLowerCase()),
    ...(publicUrl === undefined ? [] : [publicUrl.host]),
  ]);
}

function isOwnOrigin(origin: string, authorities: ReadonlySet<string>, { publicUrl }: OwnNames): boolean {
  if (publicUrl !== undefined && origin === publicUrl.origin) return true;
  return origin.startsWith("http://") && authorities.has(origin.slice("http://".length).toLowerCase());
}
