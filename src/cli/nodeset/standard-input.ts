import type { MemberSet } from "./member-set.ts";
import type { Reader } from "./reader.ts";

/** So many characters are made a set of at once: some 300,000 names, for which that is faster than in small parts. */
const BATCH = 4 * 1024 * 1024;

/**
 * The union of the sets that standard input says: separated by whitespace, with comments from `#` to the end of the line.
 *
 * @throws {SyntaxError} where it is not UTF-8
 */
export async function readInput<Set extends MemberSet<Set>>(
  chunks: AsyncIterable<Uint8Array | string>,
  reader: Reader<Set>,
): Promise<Set> {
  let set = reader.empty;
  let texts: string[] = [];
  let length = 0;
  for await (const text of wholeLines(chunks)) {
    texts.push(text);
    length += text.length;
    if (length < BATCH) continue;
    set = set.union(await readLines(texts, reader));
    texts = [];
    length = 0;
  }
  return set.union(await readLines(texts, reader));
}

function readLines<Set extends MemberSet<Set>>(texts: readonly string[], reader: Reader<Set>): Promise<Set> {
  return reader.readWords(withoutComments(texts.join("\n")));
}

/** Text that ends where a line does, except for the last. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest: string[] = [];
  for await (const chunk of chunks) {
    const text = typeof chunk === "string" ? chunk : decode(decoder, chunk);
    const end = text.lastIndexOf("\n");
    if (end === -1) {
      rest.push(text);
      continue;
    }
    yield rest.join("") + text.slice(0, end);
    rest = [text.slice(end + 1)];
  }
  yield rest.join("") + decode(decoder);
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (error) {
    throw new SyntaxError("Cannot read standard input: it is not UTF-8 text", { cause: error });
  }
}

function withoutComments(text: string): string {
  return text.includes("#") ? text.replaceAll(/#[^\n\r]*/g, "") : text;
}
