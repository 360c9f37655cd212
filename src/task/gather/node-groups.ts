import { NodeSet } from "../../nodeset/mod.ts";
import type { Gather, GatheredOutput } from "./gather.ts";

/** Nodes with the same output. */
export interface NodeGroup {
  readonly nodes: NodeSet;
  readonly output: GatheredOutput;
  /** What all of them ended with; null where they have none, or it was not asked for. */
  readonly returnCode: number | null;
}

/** Which groups are made. */
export interface NodeGroupOptions {
  /** Only these nodes; all of them unless told. */
  readonly match?: Iterable<string>;
  /** What a node ended with. Nodes that ended differently are different groups, whatever they have written. */
  readonly returnCode?: (node: string) => number | null;
}

/**
 * The outputs of nodes in the order in which people read them: by return code, those without one last; then the larger
 * group first; then by the text of the first node, as ClusterShell has it (`n10` before `n2`).
 */
export function nodeGroups(gather: Gather, options: NodeGroupOptions = {}): readonly NodeGroup[] {
  const { returnCode } = options;
  if (returnCode === undefined) return groupsOf(gather, options.match, null);
  const nodesByCode = Map.groupBy(options.match ?? gather.keys, (node) => returnCode(node));
  return [...nodesByCode]
    .toSorted(([a], [b]) => (a ?? Infinity) - (b ?? Infinity))
    .flatMap(([code, nodes]) => groupsOf(gather, nodes, code));
}

function groupsOf(
  gather: Gather,
  match: Iterable<string> | undefined,
  returnCode: number | null,
): readonly NodeGroup[] {
  return Array.from(gather.groups(match), ({ keys, output }) => {
    const nodes = NodeSet.fromNames(keys);
    return { nodes, output, returnCode, first: nodes.at(0) ?? "" };
  }).toSorted((a, b) => b.nodes.size - a.nodes.size || (a.first < b.first ? -1 : 1));
}
