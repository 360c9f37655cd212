import { type Position, add, compare, indexAt, subtract } from "./position.ts";
import { type Box, type Region, boxesOf } from "./region.ts";
import { type Runs, countOf, mergeIntervals, positionsOf } from "./runs.ts";

/** A box under construction. */
interface Block {
  readonly box: Box;
  /** The number of each axis' set among all sets seen: equal sets have equal numbers. */
  readonly ids: readonly number[];
  readonly size: number;
}

/**
 * Boxes by joining single points: the largest block takes each later one that differs from it on one axis alone, in
 * passes over neighbours in the order first, then over all, until nothing changes. With n points it may take n² steps.
 *
 * It goes about it in the order in which ClusterShell does, so that small sets fold into the same blocks there and here.
 */
export function greedyBlocks(region: Region): readonly Box[] {
  const catalogue = new Map<string, number>();
  let blocks = pointsOf(region).map((box) => blockOf(box, catalogue));
  if (!canJoin(blocks)) return blocks.map(({ box }) => box);
  for (let isThorough = false, isDone = false; !isDone; ) {
    const before = blocks.length;
    blocks = pass(blocks.toSorted(compareBlocks), catalogue, isThorough);
    if (blocks.length < before) continue;
    isDone = isThorough;
    isThorough = true;
  }
  return blocks.map(({ box }) => box);
}

/** Each point as a box of its own. */
function pointsOf(region: Region): readonly Box[] {
  const boxes = boxesOf(region);
  return boxes.length === region.size ? boxes : boxes.flatMap(pointsIn);
}

function pointsIn([on, ...others]: Box): readonly Box[] {
  if (on === undefined) return [[]];
  const points = pointsIn(others);
  return Array.from(positionsOf(on), (at) => [at, add(at, 1)]).flatMap((first) =>
    points.map((point) => [first, ...point]),
  );
}

function blockOf(box: Box, catalogue: Map<string, number>): Block {
  const ids = box.map((on) => {
    const key = on.join();
    const id = catalogue.get(key) ?? catalogue.size;
    catalogue.set(key, id);
    return id;
  });
  return { box, ids, size: box.reduce((size, on) => size * Number(countOf(on)), 1) };
}

/** Whether any two differ on one axis alone; where none do, no pass will change anything. */
function canJoin(blocks: readonly Block[]): boolean {
  const axes = blocks[0]?.ids.keys() ?? [];
  return [...axes].some(
    (axis) => new Set(blocks.map(({ ids }) => textWithout(axis, ids))).size < blocks.length,
  );
}

function textWithout(axis: number, ids: readonly number[]): string {
  let text = "";
  for (let index = 0; index < ids.length; index++) text += index === axis ? "," : `,${ids[index]}`;
  return text;
}

/** One pass: each block takes its followers, all that fit in a thorough pass, else up to the first that does not. */
function pass(sorted: readonly Block[], catalogue: Map<string, number>, isThorough: boolean): Block[] {
  const blocks = [...sorted];
  for (let index = 0; index + 1 < blocks.length; index++) {
    let taking = blocks[index] as Block;
    const left: Block[] = [];
    let next = index + 1;
    for (; next < blocks.length; next++) {
      const other = blocks[next] as Block;
      const axis = onlyDifference(taking, other);
      if (axis !== -1) taking = join(taking, other, axis, catalogue);
      else if (isThorough) left.push(other);
      else break;
    }
    if (left.length + blocks.length - next < blocks.length - index - 1) {
      blocks.splice(index, blocks.length - index, taking, ...left, ...blocks.slice(next));
    }
  }
  return blocks;
}

/** The axis on which two blocks differ, where it is the only one; else -1. */
function onlyDifference(one: Block, other: Block): number {
  let difference = -1;
  for (let axis = 0; axis < one.ids.length; axis++) {
    if (one.ids[axis] === other.ids[axis]) continue;
    if (difference !== -1) return -1;
    difference = axis;
  }
  return difference;
}

function join(one: Block, other: Block, axis: number, catalogue: Map<string, number>): Block {
  const on = mergeIntervals([...(one.box[axis] as Runs), ...(other.box[axis] as Runs)]);
  return blockOf(one.box.with(axis, on), catalogue);
}

/** Larger first, then larger on an earlier axis, then by the text of the first and the last index. */
function compareBlocks(a: Block, b: Block): number {
  if (a.size !== b.size) return b.size - a.size;
  for (const [axis, on] of a.box.entries()) {
    const other = b.box[axis] as Runs;
    const order =
      compare(countOf(other), countOf(on)) ||
      compareTexts(on[0] as Position, other[0] as Position) ||
      compareTexts(subtract(on.at(-1) as Position, 1), subtract(other.at(-1) as Position, 1));
    if (order !== 0) return order;
  }
  return 0;
}

function compareTexts(a: Position, b: Position): number {
  const [one, other] = [indexAt(a), indexAt(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
