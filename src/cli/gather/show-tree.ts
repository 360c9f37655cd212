import { NodeSet } from "../../nodeset/mod.ts";
import { groupHeader, groupLabel } from "../../task/gather/mod.ts";
import { type Display, nodesText } from "./display.ts";
import { readInput } from "./gather-input.ts";
import { paint } from "./paint.ts";
import { type TraceNode, TraceTree } from "./trace-tree.ts";

/** By so much lines stand further right where nodes part. */
const STEP = 2;

/** Shows the lines that nodes have in common once, and where they part. */
export async function showTree(stdin: AsyncIterable<Uint8Array>, display: Display): Promise<void> {
  const tree = new TraceTree();
  await readInput(stdin, display, (names, content) => {
    for (const name of names) tree.add(name, content);
  });
  const open: Branch[] = branchesOf(tree.finish(), 0);
  // The branch that came last is shown first, as ClusterShell does it.
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    open.push(...(await showBranch(branch, display)));
  }
}

interface Branch {
  readonly node: TraceNode;
  readonly indent: number;
}

function branchesOf(nodes: Iterable<TraceNode>, indent: number): Branch[] {
  return Array.from(nodes, (node) => ({ node, indent }));
}

/** Lines up to where nodes part again. @returns what comes after that */
async function showBranch({ node, indent }: Branch, display: Display): Promise<readonly Branch[]> {
  const { writer } = display;
  const margin = " ".repeat(indent);
  await writeLabel(node.keys, margin, display);
  for (let line = node; ; ) {
    await writer.write(margin);
    await writer.write(line.line);
    await writer.write("\n");
    const [next, another] = line.next.values();
    if (next === undefined || another !== undefined) return branchesOf(line.next.values(), indent + STEP);
    line = next;
  }
}

async function writeLabel(keys: readonly string[], margin: string, display: Display): Promise<void> {
  const { options, writer, colours } = display;
  const nodes = NodeSet.fromNames(keys);
  const text = await nodesText(nodes, display);
  if (options.hasPlainLabels) return await writer.write(`${text}:\n`);
  if (!options.hasLabels) return;
  const label = options.hasCounts ? groupLabel(text, nodes.size) : text;
  const header = groupHeader(label).replaceAll(/^/gm, margin);
  await writer.write(`${paint(header, "label", colours)}\n`);
}
