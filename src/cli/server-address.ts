import { RunyardError } from "../core/mod.ts";

/** Where a server listens unless it is told otherwise. */
export const defaultAddress = "http://127.0.0.1:8210";

/**
 * Reads the address of a server: `http://host:port`, with a path where a proxy gives it one; `host:port` is http.
 *
 * @returns the address with a slash at its end, so that paths can be resolved against it
 * @throws {RunyardError} `bad-request`
 */
export function parseServerAddress(text: string): URL {
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (
    url === null ||
    !["http:", "https:"].includes(url.protocol) ||
    url.username !== "" ||
    url.password !== ""
  ) {
    throw new RunyardError(
      "bad-request",
      `Cannot use the server address "${text}": write it like ${defaultAddress}`,
    );
  }
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}
