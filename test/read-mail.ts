/** A mail, taken apart: every text decoded, the raw bytes beside it. */
export interface ReadMail {
  readonly raw: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly text: string }[];
}

/** Takes apart what our own mails are made of: one text, or a multipart/mixed of a text and attachments. */
export function readMail(raw: string): ReadMail {
  const whole = partOf(raw);
  const boundary = /boundary="([^"]+)"/.exec(whole.headers.get("content-type") ?? "")?.[1];
  if (boundary === undefined) return { raw, headers: whole.headers, text: decode(whole), attachments: [] };
  const [first, ...rest] = whole.body
    .split(new RegExp(`(?:^|\\r\\n)--${boundary}(?:--)?\\r\\n`))
    .slice(1, -1)
    .map(partOf);
  return {
    raw,
    headers: whole.headers,
    text: first === undefined ? "" : decode(first),
    attachments: rest.map((part) => ({
      name: /filename="?([^";]+)/.exec(part.headers.get("content-disposition") ?? "")?.[1] ?? "",
      text: decode(part),
    })),
  };
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function partOf(raw: string): Part {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
  });
  return { headers: new Map(headers), body: raw.slice(end + 4) };
}

/** Encoded words (RFC 2047), those beside each other without the space between them. */
function decodeWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_word, way: string, coded: string) =>
      way.toLowerCase() === "b"
        ? Buffer.from(coded, "base64").toString()
        : unquote(coded.replaceAll("_", " ")),
    );
}

function decode({ headers, body }: Part): string {
  switch (headers.get("content-transfer-encoding")) {
    case "quoted-printable":
      return unquote(body.replaceAll("=\r\n", "")).replaceAll("\r\n", "\n");
    case "base64":
      return Buffer.from(body, "base64").toString();
    default:
      return body.replaceAll("\r\n", "\n");
  }
}

function unquote(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_code, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString();
}
