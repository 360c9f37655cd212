import { type Operand, type Operator, joinNeighbours, readOperands } from "./expression.ts";
import { Family, type NodeFoldOptions } from "./family.ts";
import { type NamePattern, keyOf, pointOf, problemOf, splitName } from "./name-pattern.ts";
import { type Families, NodeSetBuilder, inOrder } from "./node-set-builder.ts";
import { type Position, add, higher, lower, subtract } from "./position.ts";
import type { RangeSet } from "./range-set.ts";
import { pickRanks, rankAt, ranksBetween, splitRanks } from "./ranks.ts";
import { type Region, combineRegions } from "./region.ts";
import { type Operation, type Runs, keepers, lastAtOrBefore, runningSum } from "./runs.ts";
import { NodeSetSyntaxError } from "./syntax-error.ts";

/**
 * A set of names, such as `rack[1-4]-node[01-16],login1`. Every run of digits in a name is an index; padding is part
 * of it: `n1` and `n01` are two names. Ranges are held as ranges, so `node[1-100000000]` costs nothing, and a set never
 * changes: what would change it returns another.
 *
 * @example
 * ```ts
 * const nodes = NodeSet.parse("node[1-9]").difference(NodeSet.parse("node3"));
 * console.log(`${nodes} has ${nodes.size}`); // node[1-2,4-9] has 8
 * for (const name of nodes) console.log(name);
 * ```
 */
export class NodeSet implements Iterable<string> {
  static readonly empty: NodeSet = new NodeSet(new Map());
  readonly #families: Families;
  #order: Order | undefined;

  private constructor(families: Families) {
    this.#families = families;
  }

  /**
   * Reads an expression: names, with ranges in brackets, between the operators `,` (union), `!` (difference), `&`
   * (intersection) and `^` (symmetric difference), which count from left to right. It knows no groups.
   *
   * @throws {NodeSetSyntaxError} with the place of the mistake
   */
  static parse(text: string): NodeSet {
    const operands = readOperands(text);
    const foreign = operands.find(({ kind }) => kind !== "nodes");
    if (foreign !== undefined) throw needsResolver(text, foreign);
    return evaluate(text, operands);
  }

  /** The union of node sets in text. @throws {NodeSetSyntaxError} for the first that can't be read */
  static fromList(texts: Iterable<string>): NodeSet {
    return NodeSet.union(Array.from(texts, (text) => NodeSet.parse(text)));
  }

  /** A set of names as they stand: no operators, no brackets. @throws {TypeError} for one with an index that is too long */
  static fromNames(names: Iterable<string>): NodeSet {
    const builder = new NodeSetBuilder();
    for (const name of names) if (name !== "") builder.addName(name);
    return new NodeSet(builder.build());
  }

  /** The names of patterns. */
  static fromPatterns(patterns: Iterable<NamePattern>): NodeSet {
    const builder = new NodeSetBuilder();
    for (const pattern of patterns) builder.addPattern(pattern);
    return new NodeSet(builder.build());
  }

  /** The union of many sets at once. */
  static union(sets: Iterable<NodeSet>): NodeSet {
    const builder = new NodeSetBuilder();
    for (const set of sets) builder.addFamilies(set.#families);
    return new NodeSet(builder.build());
  }

  /** How many names there are: exact up to 2^53. */
  get size(): number {
    return Number(this.#count());
  }

  /** How many names there are. */
  get exactSize(): bigint {
    return BigInt(this.#count());
  }

  get isEmpty(): boolean {
    return this.#families.size === 0;
  }

  has(name: string): boolean {
    const found = this.#find(name);
    return found !== undefined && found.family.region.has(found.point);
  }

  union(other: NodeSet): NodeSet {
    return this.#combine(other, "union");
  }

  intersection(other: NodeSet): NodeSet {
    return this.#combine(other, "intersection");
  }

  difference(other: NodeSet): NodeSet {
    return this.#combine(other, "difference");
  }

  symmetricDifference(other: NodeSet): NodeSet {
    return this.#combine(other, "symmetricDifference");
  }

  isSubsetOf(other: NodeSet): boolean {
    return this.difference(other).isEmpty;
  }

  isSupersetOf(other: NodeSet): boolean {
    return other.isSubsetOf(this);
  }

  isDisjointFrom(other: NodeSet): boolean {
    return this.intersection(other).isEmpty;
  }

  equals(other: NodeSet): boolean {
    return this.symmetricDifference(other).isEmpty;
  }

  /** The name at a place, counted from 0, or from the end where it is negative. */
  at(place: number): string | undefined {
    const [name] = this.#at(rankAt(place, this.#count()));
    return name;
  }

  /** The place of a name, counted from 0 and exact up to 2^53; -1 where it is not in the set. */
  indexOf(name: string): number {
    return Number(this.exactIndexOf(name));
  }

  /** The place of a name, counted from 0; -1n where it is not in the set. */
  exactIndexOf(name: string): bigint {
    const found = this.#find(name);
    const rank = found?.family.rankOf(found.point) ?? -1;
    if (found === undefined || rank === -1) return -1n;
    let before: Position = 0;
    for (const family of this.#families.values()) {
      if (family === found.family) break;
      before = add(before, family.size);
    }
    return BigInt(add(before, rank));
  }

  /** The names from a place up to another, by a step, as `Array.prototype.slice` counts. @throws {RangeError} for a step that is not 1 or more */
  slice(start?: number, end?: number, step?: number): NodeSet {
    return this.#at(ranksBetween(this.#count(), start, end, step));
  }

  /** The names at the places that a range set names, counted from 0. */
  select(places: RangeSet): NodeSet {
    return this.#at(places.numbers());
  }

  /** So many names at random; all of them where there are no more. */
  pick(count: number, random: () => number = Math.random): NodeSet {
    return this.#at(pickRanks(this.#count(), count, random));
  }

  /** At most so many sets of neighbours in the order, of equal size or one more, the larger first. @throws {RangeError} for a number that is not 1 or more */
  split(parts: number): readonly NodeSet[] {
    return splitRanks(this.#count(), parts).map((ranks) => this.#at(ranks));
  }

  /** One set for each range without a gap. */
  contiguous(): readonly NodeSet[] {
    return [...this.#families].flatMap(([key, family]) =>
      family.contiguous().map((region) => new NodeSet(new Map([[key, new Family(family.pieces, region)]]))),
    );
  }

  /** The set in few words, such as `node[1-5,8],login1`; a set has one such text, however it was made. @throws {RangeError} where the axes that may not be folded make it too long */
  fold(options: NodeFoldOptions = {}): string {
    return [...this.#families.values()].flatMap((family) => family.texts(options)).join(",");
  }

  toString(): string {
    return this.fold();
  }

  toJSON(): string {
    return this.fold();
  }

  *[Symbol.iterator](): Iterator<string> {
    for (const family of this.#families.values()) yield* family.names();
  }

  /** This set and another, joined as an operator of the grammar says. */
  apply(operator: Operator, other: NodeSet): NodeSet {
    return this.#combine(other, OPERATIONS[operator]);
  }

  #count(): Position {
    let count: Position = 0;
    for (const { size } of this.#families.values()) count = add(count, size);
    return count;
  }

  #find(name: string): { readonly family: Family; readonly point: readonly Position[] } | undefined {
    const { pieces, indices } = splitName(name);
    const family = this.#families.get(keyOf(pieces));
    if (family === undefined || problemOf(indices) !== undefined) return undefined;
    return { family, point: pointOf(indices) };
  }

  #combine(other: NodeSet, operation: Operation): NodeSet {
    const families: [string, Family][] = [];
    for (const key of new Set([...this.#families.keys(), ...other.#families.keys()])) {
      const own = this.#families.get(key);
      const theirs = other.#families.get(key);
      const region = combineRegions(own?.region ?? null, theirs?.region ?? null, keepers[operation]);
      if (region !== null) families.push([key, familyOf(region, own, theirs)]);
    }
    return new NodeSet(inOrder(families));
  }

  #at(ranks: Runs): NodeSet {
    const { families, starts } = this.#inOrder();
    const found: [string, Family][] = [];
    let r = 0;
    for (
      let place = lastAtOrBefore(starts, ranks[0] ?? 0);
      place < families.length && r < ranks.length;
      place++
    ) {
      const family = families[place] as Family;
      const start = starts[place] as Position;
      const within: Position[] = [];
      for (; r < ranks.length; r += 2) {
        const from = subtract(higher(ranks[r] as Position, start), start);
        const to = subtract(ranks[r + 1] as Position, start);
        if (from < family.size) within.push(from, lower(to, family.size));
        // What is left of these ranks is the next family's.
        if (to > family.size) break;
      }
      const region = family.at(within);
      if (region !== null) found.push([family.key, new Family(family.pieces, region)]);
    }
    return new NodeSet(new Map(found));
  }

  #inOrder(): Order {
    if (this.#order !== undefined) return this.#order;
    const families = [...this.#families.values()];
    this.#order = { families, starts: runningSum(families.map(({ size }) => size)) };
    return this.#order;
  }
}

/** Families with the rank of the first name of each, and of the end. */
interface Order {
  readonly families: readonly Family[];
  readonly starts: readonly Position[];
}

const OPERATIONS: Readonly<Record<Operator, Operation>> = {
  ",": "union",
  "!": "difference",
  "&": "intersection",
  "^": "symmetricDifference",
};

function evaluate(text: string, operands: readonly Operand[]): NodeSet {
  try {
    return joinNeighbours(text, operands).reduce(
      (set, [first, ...others]) =>
        set.apply(first.operator, NodeSet.fromPatterns([first, ...others].map(({ pattern }) => pattern))),
      NodeSet.empty,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NodeSetSyntaxError("node set", text, 0, text.length, TOO_IRREGULAR);
  }
}

const TOO_IRREGULAR = "its ranges overlap in too many ways";

function needsResolver(text: string, { kind, position, text: operand }: Operand): NodeSetSyntaxError {
  const what = kind === "group" ? "a group" : "a wildcard";
  return new NodeSetSyntaxError(
    "node set",
    text,
    position,
    operand.length,
    `${operand} is ${what}, and groups are not known here`,
  );
}

/** What is already a family of the region keeps its blocks. */
function familyOf(region: Region, own: Family | undefined, theirs: Family | undefined): Family {
  if (own?.region === region) return own;
  if (theirs?.region === region) return theirs;
  return new Family((own ?? theirs)?.pieces ?? [], region);
}
