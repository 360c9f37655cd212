import { Family } from "./family.ts";
import { type NamePattern, keyOf, pointOf, problemOf, splitName } from "./name-pattern.ts";
import { type Position, SAFE_WIDTH, firstOf } from "./position.ts";
import { runsOf } from "./runs.ts";
import { type Box, POINT, Region, regionOfBoxes, regionOfPoints, unionOf } from "./region.ts";
import { shown } from "./syntax-error.ts";

/** Families by what their names have in common, in the order of that text. */
export type Families = ReadonlyMap<string, Family>;

/** What was added for one family and not put together yet. */
interface Bin {
  readonly pieces: readonly string[];
  /** Names with one index: the most there are, and the cheapest to keep. */
  readonly line: Position[];
  readonly points: (readonly Position[])[];
  readonly boxes: Box[];
  readonly regions: Region[];
}

/** Puts a node set together from many parts at once, which is much cheaper than one union after another. */
export class NodeSetBuilder {
  readonly #bins = new Map<string, Bin>();
  /** Where the last name with one index went: the next is most often of its family. */
  #last: Bin | undefined;

  addPattern({ pieces, axes }: NamePattern): void {
    this.#binOf(pieces).boxes.push(axes);
  }

  addFamilies(families: Families): void {
    for (const { pieces, region } of families.values()) this.#binOf(pieces).regions.push(region);
  }

  /** @throws {TypeError} for a name with an index that is too long, or too many of them */
  addName(name: string): void {
    const position = this.#last === undefined ? -1 : positionIn(this.#last.pieces, name);
    if (position === -1) this.#addOther(name);
    else this.#last?.line.push(position);
  }

  #addOther(name: string): void {
    const { pieces, indices } = splitName(name);
    const problem = problemOf(indices);
    if (problem !== undefined) throw new TypeError(`Cannot take ${shown(name)} into a node set: ${problem}`);
    const bin = this.#binOf(pieces);
    const [position, ...others] = pointOf(indices);
    if (position === undefined || others.length > 0) {
      bin.points.push([...(position === undefined ? [] : [position]), ...others]);
      return;
    }
    bin.line.push(position);
    this.#last = bin;
  }

  build(): Families {
    const families = Array.from(
      this.#bins,
      ([key, bin]) => [key, new Family(bin.pieces, regionOf(bin))] as const,
    );
    return inOrder(families);
  }

  #binOf(pieces: readonly string[]): Bin {
    const key = keyOf(pieces);
    const known = this.#bins.get(key);
    if (known !== undefined) return known;
    const bin = { pieces, line: [], points: [], boxes: [], regions: [] };
    this.#bins.set(key, bin);
    return bin;
  }
}

/** By the text of the key, as ClusterShell lists them. */
export function inOrder(families: readonly (readonly [key: string, family: Family])[]): Families {
  return new Map(families.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
}

/** The position of a name's only index, where the name is of the family with these pieces and the index short; else -1. */
function positionIn([before = "", after = ""]: readonly string[], name: string): number {
  const width = name.length - before.length - after.length;
  if (width < 1 || width > SAFE_WIDTH || !name.startsWith(before) || !name.endsWith(after)) return -1;
  let number = 0;
  for (let at = before.length; at < before.length + width; at++) {
    const digit = name.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = 10 * number + digit;
  }
  return Number(firstOf(width)) + number;
}

function regionOf({ pieces, line, points, boxes, regions }: Bin): Region {
  if (pieces.length === 1) return POINT;
  const ofLine = line.length === 0 ? [] : [new Region([{ on: runsOf(line), below: POINT }], 1)];
  const ofPoints = points.length === 0 ? [] : [regionOfPoints(points)];
  const ofBoxes = boxes.length === 0 ? null : regionOfBoxes(boxes);
  return unionOf([...ofLine, ...ofPoints, ...(ofBoxes === null ? [] : [ofBoxes]), ...regions]) as Region;
}
