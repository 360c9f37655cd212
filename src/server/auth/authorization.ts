/** What an Authorization header says (RFC 9110 §11.6.2). */
export type Authorization =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "basic"; readonly name: string; readonly password: string }
  | { readonly kind: "unknown" };

/** Longer ones would only keep us busy. */
const longest = 8192;

/**
 * Reads an Authorization header: Bearer (RFC 6750 §2.1) or Basic in UTF-8 (RFC 7617). Basic with neither name nor
 * password is what some UWS clients send who have no login: it is none.
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined || header.trim() === "") return { kind: "none" };
  const [, scheme = "", credentials = ""] = /^([A-Za-z]+) +([A-Za-z0-9._~+/=-]+) *$/.exec(header) ?? [];
  if (header.length > longest || credentials === "") return { kind: "unknown" };
  switch (scheme.toLowerCase()) {
    case "bearer":
      return { kind: "bearer", token: credentials };
    case "basic":
      return parseBasic(credentials);
    default:
      return { kind: "unknown" };
  }
}

function parseBasic(credentials: string): Authorization {
  const text = Buffer.from(credentials, "base64").toString();
  const colon = text.indexOf(":");
  if (colon === -1) return { kind: "unknown" };
  const [name, password] = [text.slice(0, colon), text.slice(colon + 1)];
  return name === "" && password === "" ? { kind: "none" } : { kind: "basic", name, password };
}
