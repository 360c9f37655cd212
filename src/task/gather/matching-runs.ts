/** Lines that are the same on both sides, one after the other. */
export interface Match {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** From so many lines on, those that come often are not looked for: they say little, and cost much time. */
const MANY_LINES = 200;

/** So many steps are made in all, a second or two; what is not compared by then counts as different. */
const MOST_STEPS = 100_000_000;

/**
 * The runs of equal lines in order, found as by Ratcliff and Obershelp: the longest run first, the earliest of several,
 * then the same before it and after it. The rules are those of Python's difflib (SequenceMatcher), frequent lines
 * included.
 */
export function matchingRuns(from: readonly string[], to: readonly string[]): readonly Match[] {
  const search = new RunSearch(from, to);
  const found: Match[] = [];
  const ranges: Range[] = [{ fromStart: 0, fromEnd: from.length, toStart: 0, toEnd: to.length }];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    const run = search.longestRun(range);
    if (run.length === 0) continue;
    found.push(run);
    ranges.push(
      { ...range, fromEnd: run.from, toEnd: run.to },
      { ...range, fromStart: run.from + run.length, toStart: run.to + run.length },
    );
  }
  return found.toSorted((a, b) => a.from - b.from);
}

/** The lines of both sides among which a run is looked for. */
interface Range {
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

class RunSearch {
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** Where each line stands on the other side, in order. */
  readonly #places: readonly Int32Array[];
  /** For each place how long the run is that ends there, and in which row that was found; of the last two rows. */
  readonly #lengths: readonly [Int32Array, Int32Array];
  readonly #rows: readonly [Int32Array, Int32Array];
  #row = 1;
  #steps = 0;

  constructor(from: readonly string[], to: readonly string[]) {
    const numbers = new Map<string, number>();
    this.#from = numbered(from, numbers);
    this.#to = numbered(to, numbers);
    this.#places = placesOf(this.#to, numbers.size);
    const row = (): Int32Array => new Int32Array(to.length + 1);
    this.#lengths = [row(), row()];
    this.#rows = [row(), row()];
  }

  longestRun(range: Range): Match {
    const { fromStart, fromEnd, toStart, toEnd } = range;
    let best: Match = { from: fromStart, to: toStart, length: 0 };
    if (fromStart === fromEnd || toStart === toEnd) return best;
    // The rows of the search before this one must not be taken for the last of this one.
    this.#row += 2;
    for (let line = fromStart; line < fromEnd && this.#steps < MOST_STEPS; line++) {
      best = this.#longerRun(line, range, best);
      this.#row++;
    }
    return this.#extended(best, range);
  }

  /** The run that ends at this line, where it is longer than the best so far. */
  #longerRun(line: number, { toStart, toEnd }: Range, best: Match): Match {
    const side = this.#row & 1;
    const [lengths, rows] = [this.#lengths[side as 0 | 1], this.#rows[side as 0 | 1]];
    const [lengthsBefore, rowsBefore] = [this.#lengths[(side ^ 1) as 0 | 1], this.#rows[(side ^ 1) as 0 | 1]];
    const places = this.#places[this.#from[line] as number] as Int32Array;
    let longest = best;
    let index = firstFrom(places, toStart);
    for (; index < places.length; index++) {
      const place = places[index] as number;
      if (place >= toEnd) break;
      // What ends at a place is kept one further, so that there is one before the first.
      const length = rowsBefore[place] === this.#row - 1 ? (lengthsBefore[place] as number) + 1 : 1;
      rows[place + 1] = this.#row;
      lengths[place + 1] = length;
      if (length > longest.length) longest = { from: line - length + 1, to: place - length + 1, length };
      this.#steps++;
    }
    this.#steps++;
    return longest;
  }

  /** Frequent lines are not looked for, but belong to a run that they stand beside. */
  #extended({ from, to, length }: Match, { fromStart, fromEnd, toStart, toEnd }: Range): Match {
    let before = 0;
    while (
      from - before > fromStart &&
      to - before > toStart &&
      this.#isSame(from - before - 1, to - before - 1)
    )
      before++;
    let after = length;
    while (from + after < fromEnd && to + after < toEnd && this.#isSame(from + after, to + after)) after++;
    return { from: from - before, to: to - before, length: before + after };
  }

  #isSame(from: number, to: number): boolean {
    return this.#from[from] === this.#to[to];
  }
}

function numbered(lines: readonly string[], numbers: Map<string, number>): Int32Array {
  return Int32Array.from(lines, (line) => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  });
}

function placesOf(lines: Int32Array, count: number): readonly Int32Array[] {
  const often = lines.length >= MANY_LINES ? Math.floor(lines.length / 100) + 1 : Infinity;
  const places: number[][] = Array.from({ length: count }, () => []);
  for (const [place, line] of lines.entries()) places[line]?.push(place);
  return places.map((each) => (each.length > often ? new Int32Array() : Int32Array.from(each)));
}

/** The first of ascending places that is not before a start. */
function firstFrom(places: Int32Array, start: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as number) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
