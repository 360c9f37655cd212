import { type Position, add, divide, lower, multiply, subtract } from "./position.ts";
import { MOST_RUNS, type Runs, runsOf } from "./runs.ts";

/** The rank of one place, counted from 0, or from the end where it is negative. */
export function rankAt(place: number, size: Position): Runs {
  const rank = place < 0 ? add(size, place) : place;
  return rank < 0 ? [] : [rank, add(rank, 1)];
}

/** The ranks that `slice(start, end, step)` means. @throws {RangeError} for a step that is not a whole number from 1 on, or too many ranks */
export function ranksBetween(
  size: Position,
  start: number = 0,
  end: number = Infinity,
  step: number = 1,
): Runs {
  if (!Number.isInteger(step) || step < 1) {
    throw new RangeError(`Cannot slice by ${step}: a step is a whole number from 1 on`);
  }
  const from = placeIn(size, start);
  const to = placeIn(size, end);
  if (from >= to) return [];
  if (step === 1) return [from, to];
  const count = add(divide(subtract(subtract(to, from), 1), step), 1);
  if (count > MOST_RUNS) {
    throw new RangeError(`Cannot slice by ${step}: ${count} members apart are more than ${MOST_RUNS}`);
  }
  return Array.from({ length: Number(count) }, (_, index) => add(from, multiply(index, step))).flatMap(
    (rank) => [rank, add(rank, 1)],
  );
}

function placeIn(size: Position, place: number): Position {
  if (place === Infinity) return size;
  const counted = place < 0 ? add(size, Math.ceil(place)) : Math.floor(place);
  return counted < 0 ? 0 : lower(counted, size);
}

/** The ranks of at most so many parts of equal size or one more, the larger first. @throws {RangeError} */
export function splitRanks(size: Position, parts: number): readonly Runs[] {
  if (!Number.isInteger(parts) || parts < 1) {
    throw new RangeError(`Cannot split into ${parts} parts: their number is a whole number from 1 on`);
  }
  const count = Number(lower(parts, size));
  const smaller = divide(size, parts);
  const larger = subtract(size, multiply(smaller, parts));
  let start: Position = 0;
  return Array.from({ length: count }, (_, part) => {
    const end = add(add(start, smaller), part < larger ? 1 : 0);
    const ranks = [start, end];
    start = end;
    return ranks;
  });
}

/** So many different ranks at random (R. W. Floyd, CACM 30(9), 1987: one step for each that is taken). */
export function pickRanks(size: Position, count: number, random: () => number): Runs {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`Cannot pick ${count} members: their number is a whole number from 0 on`);
  }
  if (count >= size) return size === 0 ? [] : [0, size];
  const picked = new Set<Position>();
  for (let limit = subtract(size, count); limit < size; limit = add(limit, 1)) {
    const candidate = below(add(limit, 1), random);
    picked.add(picked.has(candidate) ? limit : candidate);
  }
  return runsOf([...picked]);
}

/** A random whole number below a limit. */
function below(limit: Position, random: () => number): Position {
  if (typeof limit === "number") return Math.floor(random() * limit);
  let value = 0n;
  for (let bits = limit << 64n; bits > 0n; bits >>= 32n)
    value = (value << 32n) | BigInt(Math.floor(random() * 2 ** 32));
  const position = value % limit;
  return position <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(position) : position;
}
