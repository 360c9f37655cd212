import { NodeSet } from "../../nodeset/mod.ts";
import { type Gather, type GatheredOutput, nodeGroups } from "../../task/gather/mod.ts";
import { type Display, nodesText } from "./display.ts";

/** One output that is shown, and whose it is. */
export interface Block {
  /** As they are written. */
  readonly nodes: string;
  readonly count: number;
  readonly output: GatheredOutput;
}

/** What is shown, in order: each node by itself, or those with the same output together. */
export async function blocksOf(gather: Gather, display: Display): Promise<readonly Block[]> {
  const { options, keys } = display;
  if (!options.gathers) return namesOf(gather, keys.areSets).flatMap((name) => blockOf(gather, name));
  if (!keys.areSets) return textGroups(gather);
  const blocks: Block[] = [];
  for (const { nodes, output } of nodeGroups(gather)) {
    blocks.push({ nodes: await nodesText(nodes, display), count: nodes.size, output });
  }
  return blocks;
}

/** Nodes in the order of their sets; what is no set in the order in which it came. */
function namesOf(gather: Gather, areSets: boolean): readonly string[] {
  return [...(areSets ? NodeSet.fromNames(gather.keys) : gather.keys)];
}

function blockOf(gather: Gather, name: string): readonly Block[] {
  const output = gather.output(name);
  return output === undefined ? [] : [{ nodes: name, count: 1, output }];
}

function textGroups(gather: Gather): readonly Block[] {
  return Array.from(gather.groups(), ({ keys, output }) => ({
    nodes: keys.toSorted().join(","),
    count: keys.length,
    output,
  })).toSorted((a, b) => b.count - a.count || (a.nodes < b.nodes ? -1 : 1));
}
