import { NodeSet } from "../../nodeset/mod.ts";

/** What stands for nodes: a node set, its text, or names. */
export type Nodes = string | NodeSet | Iterable<string>;

/**
 * The names of nodes, each once: of a node set in its order, of a list as it is written.
 *
 * @param doing what is to be done on them, for the message
 * @throws {RangeError} where there is none: nothing must run here because a set is empty
 */
export function nodeNames(nodes: Nodes, doing: string): readonly string[] {
  const names = typeof nodes === "string" ? [...NodeSet.parse(nodes)] : [...new Set(nodes)];
  if (names.length === 0) throw new RangeError(`Cannot ${doing}: the node set is empty`);
  const odd = names.find((name) => name.startsWith("-") || name.includes("\0"));
  if (odd !== undefined) throw new RangeError(`Cannot ${doing}: "${odd}" can't be the name of a node`);
  return names;
}
