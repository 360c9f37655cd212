/** Namespaces and prefixes as real clients look for them: some match the literal text `uws:` (UWS 1.1 §2.2.1). */
export const rootAttributes: Readonly<Record<string, string>> = {
  "xmlns:uws": "http://www.ivoa.net/xml/UWS/v1.0",
  "xmlns:xlink": "http://www.w3.org/1999/xlink",
  "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
};

/** What stands before the root element of each document. */
export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** An element of the UWS namespace; `content` is XML already. An attribute that is undefined is left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  content = "",
): string {
  const start = startTag(name, attributes);
  return content === "" ? `${start.slice(0, -1)}/>` : `${start}${content}${endTag(name)}`;
}

/** The beginning of an element whose content is written piece by piece. */
export function startTag(name: string, attributes: Readonly<Record<string, string | undefined>>): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(value ?? "")}"`);
  return `<uws:${name}${written.join("")}>`;
}

/** The end of an element that {@link startTag} began. */
export function endTag(name: string): string {
  return `</uws:${name}>`;
}

/** An element that holds a text. */
export function textElement(name: string, text: string): string {
  return `<uws:${name}>${escapeXml(text)}</uws:${name}>`;
}

/** An element that holds a text, or is nil: an empty one that is not nil would be no valid dateTime. */
export function nillableElement(name: string, text: string | null): string {
  return text === null ? `<uws:${name} xsi:nil="true"/>` : textElement(name, text);
}

/** Text as it may stand in an element or an attribute; what XML 1.0 (§2.2) forbids becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, "\uFFFD")
    .replace(/[&<>"'\t\n\r]/g, (sign) => escapes[sign] ?? sign);
}

/** Whether XML 1.0 can carry a text as it stands. */
export function isXmlText(text: string): boolean {
  return text.isWellFormed() && text.search(forbidden) === -1;
}

// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** White space is written as references, so that it survives in attributes as well. */
const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};
