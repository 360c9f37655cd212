/** A line of a comparison: in both texts, in the first alone, in the second alone. */
export interface DiffLine {
  readonly kind: "same" | "first" | "second";
  readonly text: string;
}

/** Further apart than this two texts have little to compare. */
const mostEdits = 800;

/** The lines of two texts beside each other: what is the same once, what differs from each (Myers 1986). */
export function diffLines(first: string, second: string): readonly DiffLine[] {
  const [a, b] = [linesOf(first), linesOf(second)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [
    ...marked("same", a.slice(0, start)),
    ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...marked("same", a.slice(a.length - end)),
  ];
}

function diffMiddle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const trace = findPath(a, b);
  if (trace === undefined) return [...marked("first", a), ...marked("second", b)];
  const lines: DiffLine[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits];
    const diagonal = x - y;
    const isDown = goesDown(reached, diagonal, edits);
    const before = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : (reached?.get(before) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      x--;
      y--;
      lines.push({ kind: "same", text: a[x] ?? "" });
    }
    if (edits === 0) break;
    if (isDown) lines.push({ kind: "second", text: b[--y] ?? "" });
    else lines.push({ kind: "first", text: a[--x] ?? "" });
  }
  return lines.toReversed();
}

/** How far each diagonal was reached before each edit; undefined where the texts are too far apart. */
function findPath(
  a: readonly string[],
  b: readonly string[],
): readonly ReadonlyMap<number, number>[] | undefined {
  const reached = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(mostEdits, a.length + b.length); edits++) {
    trace.push(new Map(reached));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(reached, diagonal, edits)
        ? (reached.get(diagonal + 1) ?? 0)
        : (reached.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      reached.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return trace;
    }
  }
  return undefined;
}

function goesDown(
  reached: ReadonlyMap<number, number> | undefined,
  diagonal: number,
  edits: number,
): boolean {
  if (diagonal === -edits) return true;
  if (diagonal === edits) return false;
  return (reached?.get(diagonal - 1) ?? -1) < (reached?.get(diagonal + 1) ?? -1);
}

function marked(kind: DiffLine["kind"], lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind, text }));
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
