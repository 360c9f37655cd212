import { displayWidth } from "../display-width.ts";
import { visibleText } from "../visible-text.ts";

/** A place in a text. */
export interface Place {
  readonly text: string;
  /** In UTF-16 units. */
  readonly position: number;
  readonly length: number;
}

const INDENT = "  ";

/** How much of a text is looked at on either side: no terminal is wider. */
const MOST_SHOWN = 1000;

/** Two lines that show where something is wrong: the text, or what of it fits around the place, and carets below. */
export function pointAt({ text, position, length }: Place, columns: number): readonly string[] {
  const room = Math.max(20, columns - INDENT.length - 2);
  const wrong = shownStart(
    text.slice(position, position + Math.min(length, MOST_SHOWN)),
    Math.floor(room / 2),
  );
  const before = text.slice(Math.max(0, position - MOST_SHOWN), position);
  const shownBefore = shownEnd(before, Math.floor((room - wrong.width) / 2));
  const after = text.slice(position + wrong.units, position + wrong.units + MOST_SHOWN);
  const shownAfter = shownStart(after, room - wrong.width - shownBefore.width);
  const begin = shownBefore.units < position ? "…" : "";
  const end = position + wrong.units + shownAfter.units < text.length ? "…" : "";
  return [
    `${INDENT}${begin}${shownBefore.text}${wrong.text}${shownAfter.text}${end}`,
    `${INDENT}${" ".repeat(begin.length + shownBefore.width)}${"^".repeat(Math.max(1, wrong.width))}`,
  ];
}

/** A part of a text as it is shown, and how much it takes. */
interface Shown {
  readonly text: string;
  readonly width: number;
  /** How many UTF-16 units of the text it shows. */
  readonly units: number;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** As much of the beginning as fits. */
function shownStart(text: string, room: number): Shown {
  return fitting(
    [...graphemes.segment(text)].map(({ segment }) => segment),
    room,
  );
}

/** As much of the end as fits. */
function shownEnd(text: string, room: number): Shown {
  const pieces = [...graphemes.segment(text)].map(({ segment }) => segment);
  const { units } = fitting(pieces.toReversed(), room);
  return fitting([text.slice(text.length - units)], Infinity);
}

function fitting(pieces: readonly string[], room: number): Shown {
  let shown: Shown = { text: "", width: 0, units: 0 };
  for (const piece of pieces) {
    const visible = visibleText(piece);
    const width = shown.width + displayWidth(visible);
    if (width > room) break;
    shown = { text: shown.text + visible, width, units: shown.units + piece.length };
  }
  return shown;
}
