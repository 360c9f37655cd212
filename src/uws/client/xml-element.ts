/** The namespace of UWS 1.0 and of UWS 1.1 (UWS 1.1 §2.2.1). */
export const UWS = "http://www.ivoa.net/xml/UWS/v1.0";

/** Where `xlink:href` belongs. */
export const XLINK = "http://www.w3.org/1999/xlink";

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** An attribute: its name as it is written, and what that means. */
export interface XmlAttribute {
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

/** An element as it was read. What it is called is its local name and its namespace; the prefix says nothing. */
export interface XmlElement {
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  /** The prefixes that it declares itself. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly content: readonly (XmlElement | string)[];
}

/** The value of an attribute; null where there is none. */
export function attributeOf(element: XmlElement, local: string, uri = ""): string | null {
  return element.attributes.find((one) => one.local === local && one.uri === uri)?.value ?? null;
}

/** The children of a name, of the namespace of UWS unless told. */
export function childrenOf(element: XmlElement, local: string, uri: string = UWS): readonly XmlElement[] {
  return element.content.filter(
    (node): node is XmlElement => typeof node !== "string" && node.local === local && node.uri === uri,
  );
}

/** The text of the one child of a name in the namespace of UWS; null where it is not there or nil. */
export function childText(element: XmlElement, local: string): string | null {
  const child = childrenOf(element, local)[0];
  if (child === undefined || ["true", "1"].includes(attributeOf(child, "nil", XSI)?.trim() ?? ""))
    return null;
  return textOf(child);
}

/** All text in an element, that of its children included. */
export function textOf(element: XmlElement): string {
  return element.content.map((node) => (typeof node === "string" ? node : textOf(node))).join("");
}
