import { Family } from "./family.ts";
import { type NamePattern, keyOf, pointOf, problemOf, splitName } from "./name-pattern.ts";
import type { Position } from "./position.ts";
import { type Box, POINT, type Region, regionOfBoxes, regionOfPoints, unionOf } from "./region.ts";
import { shown } from "./syntax-error.ts";

/** Families by what their names have in common, in the order of that text. */
export type Families = ReadonlyMap<string, Family>;

/** What was added for one family and not put together yet. */
interface Bin {
  readonly pieces: readonly string[];
  readonly points: (readonly Position[])[];
  readonly boxes: Box[];
  readonly regions: Region[];
}

/** Puts a node set together from many parts at once, which is much cheaper than one union after another. */
export class NodeSetBuilder {
  readonly #bins = new Map<string, Bin>();

  addPattern({ pieces, axes }: NamePattern): void {
    this.#binOf(pieces).boxes.push(axes);
  }

  addFamilies(families: Families): void {
    for (const { pieces, region } of families.values()) this.#binOf(pieces).regions.push(region);
  }

  /** @throws {TypeError} for a name with an index that is too long, or too many of them */
  addName(name: string): void {
    const { pieces, indices } = splitName(name);
    const problem = problemOf(indices);
    if (problem !== undefined) throw new TypeError(`Cannot take ${shown(name)} into a node set: ${problem}`);
    this.#binOf(pieces).points.push(pointOf(indices));
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
    const bin = { pieces, points: [], boxes: [], regions: [] };
    this.#bins.set(key, bin);
    return bin;
  }
}

/** By the text of the key, as ClusterShell lists them. */
export function inOrder(families: readonly (readonly [key: string, family: Family])[]): Families {
  return new Map(families.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
}

function regionOf({ pieces, points, boxes, regions }: Bin): Region {
  if (pieces.length === 1) return POINT;
  const ofPoints = points.length === 0 ? [] : [regionOfPoints(points)];
  const ofBoxes = boxes.length === 0 ? null : regionOfBoxes(boxes);
  return unionOf([...ofPoints, ...(ofBoxes === null ? [] : [ofBoxes]), ...regions]) as Region;
}
