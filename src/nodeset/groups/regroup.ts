import { NodeSet } from "../node-set.ts";
import type { FoundGroup } from "./find-groups.ts";

/** How a set is written with groups. */
export interface RegroupOptions {
  /** Whether groups may share nodes. */
  readonly overlap?: boolean;
  /** From how many nodes on a range with a step is written as one. */
  readonly autostep?: number;
}

/**
 * Writes a set of nodes with the groups that are wholly in it, the largest first, and the nodes that are left.
 *
 * @param write gives a group's name with its `@`
 */
export function regroup(
  nodes: NodeSet,
  groups: readonly FoundGroup[],
  write: (group: string) => string,
  options: RegroupOptions = {},
): string {
  const whole = groups.filter((group) => !group.nodes.isEmpty && group.nodes.isSubsetOf(nodes));
  let rest = nodes;
  const taken: string[] = [];
  for (const { group, nodes: own } of whole.toSorted(largestFirst)) {
    if (rest.isEmpty) break;
    if (options.overlap !== true && !own.isSubsetOf(rest)) continue;
    taken.push(write(group));
    rest = rest.difference(own);
  }
  const folding = options.autostep === undefined ? {} : { autostep: options.autostep };
  return [NodeSet.fromNames(taken).fold(), rest.fold(folding)].filter((text) => text !== "").join(",");
}

function largestFirst(one: FoundGroup, other: FoundGroup): number {
  return other.nodes.size - one.nodes.size || (one.group < other.group ? -1 : 1);
}
