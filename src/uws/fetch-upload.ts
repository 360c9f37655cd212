import { once } from "node:events";
import { type LookupAddress, lookup } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type LookupFunction, isIP } from "node:net";
import { RunyardError, formatSize, messageOf } from "../core/mod.ts";
import { knownMediaType } from "./media-type.ts";
import type { UploadHosts } from "./upload-hosts.ts";

/** What fetching is bounded by. */
export interface FetchLimits {
  readonly hosts: UploadHosts;
  readonly limitBytes: number;
  /** Ends it: the client is gone, or it takes too long. */
  readonly signal: AbortSignal;
}

/** A file that another server sends. */
export interface FetchedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array>;
}

const MOST_REDIRECTS = 5;

/**
 * Begins to fetch what UPLOAD names by its address (DALI 1.1 §3.4.5). Redirects are followed on the same host alone.
 *
 * @throws {RunyardError} `bad-parameter` where it may not or can't be fetched, `too-large`; so does the content
 */
export async function fetchUpload(address: string, limits: FetchLimits): Promise<FetchedFile> {
  const url = readAddress(address);
  const response = await follow(url, limits);
  const announced = Number(response.headers["content-length"] ?? 0);
  if (announced > limits.limitBytes) {
    response.destroy();
    throw tooLarge(url, limits.limitBytes);
  }
  return {
    name: nameIn(url),
    mediaType: knownMediaType(response.headers["content-type"] ?? ""),
    content: contentOf(response, url, limits),
  };
}

function readAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new RunyardError("bad-parameter", `Cannot fetch "${address}": an http or https address is wanted`);
  if (url.username === "" && url.password === "") return url;
  throw new RunyardError(
    "bad-parameter",
    `Cannot fetch "${address}": it has a user name or a password in it`,
  );
}

async function follow(first: URL, limits: FetchLimits): Promise<IncomingMessage> {
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await open(url, limits);
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined)
      throw cannotFetch(first, `its server answers ${status}`);
    url = nextAddress(url, location);
  }
  throw cannotFetch(first, `it is redirected more than ${MOST_REDIRECTS} times`);
}

function nextAddress(url: URL, location: string): URL {
  const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  const isSame = next?.hostname === url.hostname && (next.protocol === "https:" || url.protocol === "http:");
  if (next !== undefined && isSame && ["http:", "https:"].includes(next.protocol)) return next;
  throw cannotFetch(url, "it is redirected to another host");
}

async function open(url: URL, { hosts, signal }: FetchLimits): Promise<IncomingMessage> {
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const isKnown = hosts.allows(url) && (isIP(literal) === 0 || hosts.mayReach(literal));
  if (!isKnown) throw cannotFetch(url, `uploads are not fetched from "${url.host}"`);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  try {
    // The lookup of the connection itself is what is checked: a second one might give another address.
    const sent = request(url, {
      lookup: checkedLookup(hosts),
      signal,
      agent: false,
      headers: { accept: "*/*", "user-agent": "runyard" },
    });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return response;
  } catch (error) {
    throw asFetchError(error, url, signal);
  }
}

function checkedLookup(hosts: UploadHosts): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[] | undefined) => {
      // With an error there are none.
      const usable = (found ?? []).filter(({ address }) => hosts.mayReach(address));
      const [first] = usable;
      if (error !== null) done(error, "");
      else if (first === undefined) done(new Error("its name leads to a private address"), "");
      else if (options.all === true) done(null, usable);
      else done(null, first.address, first.family);
    });
  };
}

async function* contentOf(
  response: IncomingMessage,
  url: URL,
  { limitBytes, signal }: FetchLimits,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw tooLarge(url, limitBytes);
      yield chunk;
    }
  } catch (error) {
    throw asFetchError(error, url, signal);
  } finally {
    response.destroy();
  }
}

/** The last part of the address, where it can be a file's name. */
function nameIn(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  return /^[\w.+-]{1,200}$/.test(last) && !last.startsWith(".") ? last : "upload";
}

function asFetchError(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (error instanceof RunyardError) return error;
  return cannotFetch(url, signal.aborted ? "it takes too long" : messageOf(error), error);
}

function cannotFetch(url: URL, why: string, cause?: unknown): RunyardError {
  return new RunyardError("bad-parameter", `Cannot fetch "${url.href}": ${why}`, { cause });
}

function tooLarge(url: URL, limitBytes: number): RunyardError {
  return new RunyardError(
    "too-large",
    `Cannot fetch "${url.href}": it is larger than ${formatSize(limitBytes)}`,
  );
}
