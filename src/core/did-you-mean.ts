/**
 * The known word that somebody most likely meant, or undefined where none is near: a slip of up to two letters (one in
 * a short word), another way of joining words (`maxLength`), or a shortened form (`max`).
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const plain = fold(word);
  const near = known
    .map((candidate) => ({ candidate, distance: distanceOf(plain, fold(candidate)) }))
    .filter(({ distance }) => distance <= (plain.length <= 4 ? 1 : 2))
    .toSorted((a, b) => a.distance - b.distance);
  if (near[0] !== undefined) return near[0].candidate;
  return plain.length < 3 ? undefined : known.find((candidate) => startsAlike(plain, fold(candidate)));
}

function fold(word: string): string {
  // Longer words are nobody's slip, and the distance costs the product of both lengths.
  return word.slice(0, 64).toLowerCase().replaceAll(/[_-]/g, "");
}

function startsAlike(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment). */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(rows, i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(rows, i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

function at(rows: readonly (readonly number[])[], row: number, column: number): number {
  return rows[row]?.[column] ?? Infinity;
}
