/** A part of a line that looks alike. */
export interface Segment {
  readonly text: string;
  /** Classes: `bold`, `c1` to `c7`, … */
  readonly look: string;
}

/** More parts than this in one line are no text that anybody reads. */
const mostSegments = 300;

// A control sequence (ECMA-48 §5.4), an operating system command (with its end, or cut off), or another escape.
const escapes =
  // oxlint-disable-next-line no-control-regex -- these are what it is about
  /\u001b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])|\u009b([0-9:;<=>?]*)[ -/]*([@-~])/g;

/** A line with its colours (SGR, ECMA-48 §8.3.117) as parts; all else that would move a cursor is left out. */
export function parseAnsi(line: string): readonly Segment[] {
  const shown = afterReturn(line);
  if (!shown.includes("\u001b") && !shown.includes("\u009b")) return [{ text: visible(shown), look: "" }];
  const segments: Segment[] = [];
  let look = new Look();
  let place = 0;
  for (const found of shown.matchAll(escapes)) {
    add(segments, shown.slice(place, found.index), look);
    place = found.index + found[0].length;
    if (segments.length >= mostSegments) break;
    if ((found[2] ?? found[4]) === "m") look = look.after(found[1] ?? found[3] ?? "");
  }
  add(segments, shown.slice(place).replaceAll(escapes, ""), look);
  return segments;
}

/** The words of a line without what colours them. */
export function plainLine(line: string): string {
  if (line.search(unseen) === -1) return line;
  return visible(afterReturn(line).replaceAll(escapes, ""));
}

/** A progress line writes over itself: the last is what a terminal would show. */
function afterReturn(line: string): string {
  const trimmed = line.replace(/\r+$/, "");
  return trimmed.slice(trimmed.lastIndexOf("\r") + 1);
}

function add(segments: Segment[], text: string, look: Look): void {
  if (text !== "") segments.push({ text: visible(text), look: look.classes });
}

// oxlint-disable-next-line no-control-regex -- these are what it is about
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Control characters as their pictures, and what turns the direction of text as an escape. */
function visible(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 32 ? String.fromCodePoint(0x2400 + code) : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

const flags: Readonly<Record<number, string>> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "under",
  7: "inverse",
  9: "strike",
};
const flagEnds: Readonly<Record<number, readonly string[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["under"],
  27: ["inverse"],
  29: ["strike"],
};

/**
 * How text looks at a place of a line. Whatever colour is asked for becomes one of the page's eight, which can be read
 * on its ground in both themes; a ground becomes a tint.
 */
class Look {
  readonly #flags: ReadonlySet<string>;
  readonly #colour: number | null;
  readonly #ground: number | null;

  constructor(
    named: ReadonlySet<string> = new Set(),
    colour: number | null = null,
    ground: number | null = null,
  ) {
    this.#flags = named;
    this.#colour = colour;
    this.#ground = ground;
  }

  get classes(): string {
    const colour = this.#colour === null ? [] : [`c${this.#colour}`];
    const ground = this.#ground === null ? [] : [`g${this.#ground}`];
    return [...this.#flags, ...colour, ...ground].join(" ");
  }

  after(parameters: string): Look {
    const codes = parameters.split(/[;:]/).slice(0, 32).map(Number);
    const named = new Set(this.#flags);
    let [colour, ground] = [this.#colour, this.#ground];
    for (let place = 0; place < codes.length; place++) {
      const code = codes[place] ?? 0;
      if (code === 0) {
        named.clear();
        [colour, ground] = [null, null];
      }
      const flag = flags[code];
      if (flag !== undefined) named.add(flag);
      for (const ended of flagEnds[code] ?? []) named.delete(ended);
      const [hue, isGround] = hueOf(code);
      if (hue !== undefined && isGround) ground = hue;
      else if (hue !== undefined) colour = hue;
      if (code === 39) colour = null;
      if (code === 49) ground = null;
      if (code !== 38 && code !== 48) continue;
      const { nearest, used } = extended(codes.slice(place + 1));
      if (code === 38) colour = nearest;
      else ground = nearest;
      place += used;
    }
    return new Look(named, colour, ground);
  }
}

function hueOf(code: number): readonly [hue: number | undefined, isGround: boolean] {
  if (code >= 30 && code <= 37) return [code - 30, false];
  if (code >= 90 && code <= 97) return [code - 90, false];
  if (code >= 40 && code <= 47) return [code - 40, true];
  if (code >= 100 && code <= 107) return [code - 100, true];
  return [undefined, false];
}

/** `5;n` of 256 colours, or `2;r;g;b`. */
function extended(codes: readonly number[]): { readonly nearest: number | null; readonly used: number } {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 2) return { nearest: nearestHue(first, second, third), used: 4 };
  if (kind !== 5) return { nearest: null, used: 0 };
  if (first < 16) return { nearest: first % 8, used: 2 };
  if (first >= 232) return { nearest: first < 244 ? 0 : 7, used: 2 };
  const cube = first - 16;
  return { nearest: nearestHue((cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51), used: 2 };
}

/** Red is 1, green 2, blue 4, as in the eight. */
function nearestHue(red: number, green: number, blue: number): number {
  const half = (Math.max(red, green, blue) + Math.min(red, green, blue)) / 2;
  const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 40;
  if (isGrey) return half < 128 ? 0 : 7;
  return (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0);
}
