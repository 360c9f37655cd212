import { SaxesParser } from "saxes";
import { formatSize, messageOf } from "../../core/mod.ts";
import { ElementBuilder, type ElementBuilderOptions } from "./element-builder.ts";
import { TextReader } from "./text-reader.ts";
import type { XmlElement } from "./xml-element.ts";

/** How a document is read. */
export interface ReadElementsOptions extends ElementBuilderOptions {
  /** The encoding that came with the bytes; else it is the document's to say. */
  readonly charset?: string | undefined;
}

/** What one element that is handed out may take on its way; job documents have a few KiB. */
const LIMIT_BYTES = 16_000_000;

/**
 * Reads an XML document while it arrives. There are no document types in UWS, so that one is refused, and with it all
 * entities that are not XML's own.
 *
 * @throws {SyntaxError} with the reason, in words that can follow a colon
 */
export async function* readElements(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadElementsOptions,
): AsyncGenerator<XmlElement, void, undefined> {
  const builder = new ElementBuilder(options);
  const [parser, text] = [makeParser(builder), new TextReader(options.charset)];
  let pendingBytes = 0;
  for await (const chunk of chunks) {
    pendingBytes += chunk.length;
    if (pendingBytes > LIMIT_BYTES) throw new SyntaxError(`it is larger than ${formatSize(LIMIT_BYTES)}`);
    parse(() => parser.write(text.read(chunk)));
    const done = builder.take();
    if (done.length > 0) pendingBytes = 0;
    yield* done;
  }
  parse(() => parser.write(text.end()).close());
  yield* builder.take();
}

function makeParser(builder: ElementBuilder): SaxesParser<{ readonly xmlns: true }> {
  const parser = new SaxesParser({ xmlns: true });
  parser.on("doctype", (name) => {
    const isHtml = /^\s*html\b/i.test(name);
    throw new SyntaxError(
      isHtml ? "what answers is an HTML page" : "it has a document type, which UWS does not",
    );
  });
  parser.on("opentag", (tag) => builder.open(tag));
  parser.on("text", (text) => builder.text(text));
  parser.on("cdata", (text) => builder.text(text));
  parser.on("closetag", () => builder.close());
  return parser;
}

function parse(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    const reason = messageOf(error).replace(/\.$/, "").slice(0, 200);
    throw new SyntaxError(`it is not well-formed XML (${reason})`, { cause: error });
  }
}
