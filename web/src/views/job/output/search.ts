import { plainLine } from "./ansi.ts";
import { linesOfPage } from "./line-index.ts";
import type { OutputModel } from "./output-model.ts";

/** What a line is asked. */
export type LineTest = (line: string) => boolean;

/** Some 8,000 lines with one request. */
const pagesAtOnce = 64;

/** Lines that tell of an error, in the words of most programs. */
export const tellsError: LineTest = (line) =>
  /\b(?:error|errors|exception|traceback|fatal|panic|failed|failure|segmentation fault|abort(?:ed)?)\b/i.test(
    line,
  ) && !/\b(?:0|no) (?:errors?|failures?|failed)\b/i.test(line);

/** Whether a line has a text in it, capitals or not. */
export function hasText(text: string): LineTest {
  const wanted = text.toLowerCase();
  return (line) => line.toLowerCase().includes(wanted);
}

/**
 * The next line that passes, after `from` or before it, and on from the other end.
 *
 * @returns its number from 0; null where there is none
 */
export async function findLine(
  model: OutputModel,
  test: LineTest,
  from: number,
  direction: 1 | -1,
  signal: AbortSignal,
): Promise<number | null> {
  const { lines } = model.state.get();
  const blockLines = pagesAtOnce * linesOfPage;
  const blocks = Math.max(1, Math.ceil(lines / blockLines));
  const first = Math.floor(Math.min(Math.max(0, from), Math.max(0, lines - 1)) / blockLines);
  // The first block comes again at the end, for its other part.
  for (let step = 0; step <= blocks; step++) {
    const block = (first + direction * step + blocks * 2) % blocks;
    const texts = await model.readPages(block * pagesAtOnce, pagesAtOnce, signal);
    const begin = block * blockLines;
    const isBeyond = (line: number): boolean => step > 0 || (line - from) * direction > 0;
    const found = (direction === 1 ? ascending : descending)(texts.length).find(
      (place) => isBeyond(begin + place) && test(plainLine(texts[place] ?? "")),
    );
    if (found !== undefined) return begin + found;
  }
  return null;
}

function ascending(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => place);
}

function descending(count: number): readonly number[] {
  return Array.from({ length: count }, (_, place) => count - 1 - place);
}
