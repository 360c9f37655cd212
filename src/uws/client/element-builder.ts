import type { SaxesTagNS } from "saxes";
import type { XmlElement } from "./xml-element.ts";

/** What the elements of a document are built of, and which are handed out. */
export interface ElementBuilderOptions {
  /** What the root element must be. */
  readonly isRoot: (local: string, uri: string) => boolean;
  /** 0: the root with all that is in it; 1: each of its children, one by one. */
  readonly depth: 0 | 1;
}

type OpenElement = Omit<XmlElement, "content"> & { readonly content: (XmlElement | string)[] };

/** Documents of UWS have five levels; what vendors add may have more. */
const DEEPEST = 64;
/** Of one element that is handed out. */
const MOST_ELEMENTS = 200_000;

/** Makes elements of what a parser tells. What it refuses is a SyntaxError with the reason. */
export class ElementBuilder {
  readonly #options: ElementBuilderOptions;
  readonly #open: OpenElement[] = [];
  #done: XmlElement[] = [];
  #elements = 0;

  constructor(options: ElementBuilderOptions) {
    this.#options = options;
  }

  open(tag: SaxesTagNS): void {
    if (this.#open.length === 0 && !this.#options.isRoot(tag.local, tag.uri)) throw foreignRoot(tag);
    if (this.#open.length === DEEPEST) throw new SyntaxError(`its elements are more than ${DEEPEST} deep`);
    if (++this.#elements > MOST_ELEMENTS) throw new SyntaxError(`it has more than ${MOST_ELEMENTS} elements`);
    this.#open.push({
      name: tag.name,
      local: tag.local,
      uri: tag.uri,
      attributes: Object.values(tag.attributes),
      bindings: tag.ns,
      content: [],
    });
  }

  text(text: string): void {
    if (this.#open.length > this.#options.depth) this.#open.at(-1)?.content.push(text);
  }

  close(): void {
    const element = this.#open.pop();
    if (element === undefined || this.#open.length < this.#options.depth) return;
    if (this.#open.length > this.#options.depth) {
      this.#open.at(-1)?.content.push(element);
      return;
    }
    this.#done.push(element);
    this.#elements = this.#open.length;
  }

  /** What is complete and was not taken yet. */
  take(): readonly XmlElement[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }
}

function foreignRoot({ local, uri }: SaxesTagNS): SyntaxError {
  if (local.toLowerCase() === "html") return new SyntaxError("what answers is an HTML page");
  const where = uri === "" ? "no namespace" : `the namespace "${uri.slice(0, 100)}"`;
  return new SyntaxError(`it is another document: its root is "${local.slice(0, 100)}" in ${where}`);
}
