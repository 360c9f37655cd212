/** What the page may do: run its own scripts, ask its own server, show what it has fetched as pictures. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

/** The headers of the document. It is asked for again each time, so that it names the newest files. */
export const documentHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": policy,
  "cache-control": "no-cache",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

/** The headers of a file whose name changes with what is in it. */
export const fileHeaders: Readonly<Record<string, string>> = {
  "cache-control": "public, max-age=31536000, immutable",
};
