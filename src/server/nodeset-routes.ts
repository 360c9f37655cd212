import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import type { NodeSet } from "../nodeset/mod.ts";
import type { NodeGroupView, NodeSetView } from "./api.ts";
import type { NamedGroup, NodeGroups } from "./node-groups.ts";
import { wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";

const group = "nodes";
/** Longer ones are no more than the beginning of an answer. */
const mostGroups = 1000;
const usualNames = 1000;

const groupSchema: z.ZodType<NodeGroupView, NodeGroupView> = z.object({
  name: z.string().describe("With its @"),
  nodes: z.string().describe("A node set"),
  count: z.int(),
});

const nodeSetSchema: z.ZodType<NodeSetView, NodeSetView> = z.object({
  folded: z.string().describe("The set in few words"),
  count: z.int(),
  names: z.array(z.string()).describe("The first names, in the order of the set"),
  groups: z.array(groupSchema).describe("The groups that have any of its nodes, with those"),
  moreGroups: z.int().describe("How many more there are of these"),
  groupProblem: z.string().nullable().describe("Why the groups can't be told, in one sentence"),
});

const nodeSet = defineRoute({
  method: "GET",
  path: "/api/v1/nodesets",
  group,
  summary: "Read a node set: fold it, count it, list its names and the groups that share nodes with it",
  query: z.strictObject({
    expression: z.string().max(100_000).describe("Such as node[1-9]!node3 or @compute"),
    limit: wholeNumber(0, 10_000).optional().describe("How many names are listed; 1000 unless told"),
  }),
  answer: nodeSetSchema,
  async handle({ query: { expression, limit = usualNames } }, { groups }) {
    const nodes = await groups.parse(expression);
    const { found, problem } = await groupsOf(groups, nodes);
    return {
      folded: nodes.fold(),
      count: nodes.size,
      names: firstNames(nodes, limit),
      groups: found.slice(0, mostGroups).map(groupView),
      moreGroups: Math.max(0, found.length - mostGroups),
      groupProblem: problem,
    };
  },
});

const nodeGroups = defineRoute({
  method: "GET",
  path: "/api/v1/nodesets/groups",
  group,
  summary: "List the groups of nodes that this site has",
  answer: z.object({ groups: z.array(groupSchema), moreGroups: z.int() }),
  async handle(_input, { groups }) {
    const found = await groups.all();
    return {
      groups: found.slice(0, mostGroups).map(groupView),
      moreGroups: Math.max(0, found.length - mostGroups),
    };
  },
});

/** The routes of node sets and their groups. */
export const nodeSetRoutes: readonly Route[] = [nodeSet, nodeGroups];

/** Mistakes in a site's groups are no reason not to count a set that has none. */
async function groupsOf(
  groups: NodeGroups,
  nodes: NodeSet,
): Promise<{ readonly found: readonly NamedGroup[]; readonly problem: string | null }> {
  try {
    return { found: await groups.of(nodes), problem: null };
  } catch (error) {
    if (!(error instanceof RunyardError)) throw error;
    return { found: [], problem: error.message };
  }
}

function groupView({ name, nodes }: NamedGroup): NodeGroupView {
  return { name, nodes: nodes.fold(), count: nodes.size };
}

function firstNames(nodes: NodeSet, limit: number): string[] {
  return [...nodes.slice(0, limit)];
}
