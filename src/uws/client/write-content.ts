import { escapeXml } from "../xml.ts";
import type { XmlElement } from "./xml-element.ts";

/**
 * What is in an element, as XML that stands by itself: each child declares the prefixes that its surroundings had.
 *
 * @param around the elements that it is in, outermost first
 */
export function writeContent(element: XmlElement, around: readonly XmlElement[]): string {
  const scope = Object.assign({}, ...[...around, element].map(({ bindings }) => bindings)) as Bindings;
  return element.content.map((node) => writeNode(node, scope)).join("");
}

type Bindings = Readonly<Record<string, string>>;

function writeNode(node: XmlElement | string, scope: Bindings): string {
  // Outside of attributes white space may stay as it is.
  if (typeof node === "string") return escapeXml(node).replaceAll("&#10;", "\n").replaceAll("&#9;", "\t");
  const declared = Object.entries(scope)
    .filter(([prefix]) => !Object.hasOwn(node.bindings, prefix))
    .map(([prefix, uri]) => ` ${prefix === "" ? "xmlns" : `xmlns:${prefix}`}="${escapeXml(uri)}"`);
  const attributes = node.attributes.map(({ name, value }) => ` ${name}="${escapeXml(value)}"`);
  const content = node.content.map((inner) => writeNode(inner, {})).join("");
  return `<${node.name}${declared.join("")}${attributes.join("")}>${content}</${node.name}>`;
}
