import { greedyBlocks } from "./greedy-blocks.ts";
import { type Position, compare, multiply } from "./position.ts";
import { type Box, type Region, boxesOf, regionOfBoxes } from "./region.ts";
import { type Runs, countOf, mergeIntervals } from "./runs.ts";

/** Up to so many points, boxes are also sought from the single points up, which is thorough and slow. */
const MOST_POINTS = 2000;

/** Up to so many boxes in all, other orders of the axes are tried. */
const MOST_REORDERED = 2000;

/**
 * The disjoint boxes that a region is written as: as few as we find. The same region always falls into the same boxes.
 * The largest comes first; among equals the one with more members on an earlier axis, then the one with lower indices.
 *
 * Finding the fewest is NP-hard (it is a partition into bicliques), so several ways are gone: the diagram in different
 * orders of its axes, and joining single points.
 */
export function blocksOf(region: Region): readonly Box[] {
  if (region.depth < 2) return boxesOf(region);
  const ways = waysOf(region);
  const fewest = ways.reduce((best, boxes) => (boxes.length < best.length ? boxes : best));
  return sorted(fewest);
}

function waysOf(region: Region): readonly (readonly Box[])[] {
  const greedy = region.size <= MOST_POINTS ? greedyBlocks(region) : undefined;
  // Points that can't be joined are what they are.
  if (greedy?.length === region.size) return [greedy];
  const own = joinNeighbours(boxesOf(region));
  if (own.length === 1) return [own];
  const others = own.length * region.depth <= MOST_REORDERED ? reordered(region, own) : [];
  return greedy === undefined ? [own, ...others] : [greedy, own, ...others];
}

/** The boxes that other orders of the axes give: each axis once as the last, so that each is once joined the most. */
function reordered(region: Region, boxes: readonly Box[]): readonly (readonly Box[])[] {
  return ordersOf(region.depth).map((order) => {
    const turned = regionOfBoxes(boxes.map((box) => order.map((axis) => box[axis] as Runs)));
    const back = Array.from(order, (_, axis) => order.indexOf(axis));
    return joinNeighbours(boxesOf(turned as Region).map((box) => back.map((axis) => box[axis] as Runs)));
  });
}

/** Every order of up to three axes, and every rotation of more; the order as it is is left out. */
function ordersOf(depth: number): readonly (readonly number[])[] {
  const axes = Array.from({ length: depth }, (_, axis) => axis);
  const rotations = axes.map((first) => [...axes.slice(first), ...axes.slice(0, first)]);
  const all = depth === 3 ? [...rotations, ...rotations.map((order) => order.toReversed())] : rotations;
  return all.slice(1);
}

/** Joins boxes that differ on one of these axes alone, axis by axis, until there are none. All axes unless told. */
export function joinNeighbours(
  boxes: readonly Box[],
  axes: readonly number[] = [...(boxes[0] ?? []).keys()],
): readonly Box[] {
  let joined = boxes;
  for (let unchanged = 0, turn = axes.length - 1; unchanged < axes.length && joined.length > 1; turn--) {
    if (turn < 0) turn = axes.length - 1;
    const next = joinOn(axes[turn] ?? 0, joined);
    unchanged = next.length === joined.length ? unchanged + 1 : 0;
    joined = next;
  }
  return joined;
}

function joinOn(axis: number, boxes: readonly Box[]): readonly Box[] {
  const groups = Map.groupBy(boxes, (box) =>
    box.map((on, index) => (index === axis ? "" : on.join())).join(";"),
  );
  if (groups.size === boxes.length) return boxes;
  return Array.from(groups.values(), (group) => {
    const [first = []] = group;
    if (group.length === 1) return first;
    return first.with(axis, mergeIntervals(group.flatMap((box) => box[axis] as Runs)));
  });
}

function sorted(boxes: readonly Box[]): readonly Box[] {
  const ranked = boxes.map((box) => ({ box, size: sizeOfBox(box), counts: box.map(countOf) }));
  return ranked.toSorted(compareRanked).map(({ box }) => box);
}

/** A box with what it is ordered by. */
interface Ranked {
  readonly box: Box;
  readonly size: Position;
  readonly counts: readonly Position[];
}

function compareRanked(a: Ranked, b: Ranked): number {
  const bySize = compare(b.size, a.size);
  if (bySize !== 0) return bySize;
  for (let axis = 0; axis < a.box.length; axis++) {
    const one = a.box[axis] as Runs;
    const other = b.box[axis] as Runs;
    const order =
      compare(b.counts[axis] as Position, a.counts[axis] as Position) ||
      compare(one[0] as Position, other[0] as Position) ||
      compare(one.at(-1) as Position, other.at(-1) as Position);
    if (order !== 0) return order;
  }
  return 0;
}

/** How many points a box has. */
export function sizeOfBox(box: Box): Position {
  return box.reduce<Position>((size, on) => multiply(size, countOf(on)), 1);
}
