import { NodeSet } from "../nodeset/mod.ts";

/** Names of items in few words. */
export interface FoldedNames {
  /** A node set of the names that one can hold as they are: `frame[1-40,42]`; empty where there is none. */
  readonly text: string;
  /** The others, as they are. */
  readonly others: readonly string[];
}

/** Names of many dimensions cost more to fold, by the square of their number: so much takes about a second at the worst. */
const MOST_COST = 1_000_000;

/** Folds names into a node set; a name that would be read as something else there stays outside. */
export function foldNames(names: readonly string[]): FoldedNames {
  const held: string[] = [];
  const others: string[] = [];
  let cost = 0;
  for (const name of names) {
    cost += (name.match(/\d+/g)?.length ?? 0) ** 2;
    if (cost <= MOST_COST && canHold(name)) held.push(name);
    else others.push(name);
  }
  return { text: NodeSet.fromNames(held).fold(), others };
}

function canHold(name: string): boolean {
  if (name === "" || name.trim() !== name || /[,!&^[\]@*?]/.test(name)) return false;
  // The limits on indices, of how many and how long, are out of reach of a short name.
  return name.length <= 100 || isNodeName(name);
}

function isNodeName(name: string): boolean {
  try {
    NodeSet.fromNames([name]);
    return true;
  } catch {
    return false;
  }
}
