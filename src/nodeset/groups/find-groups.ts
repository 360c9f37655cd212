import type { NodeSet } from "../node-set.ts";
import { NodeSetSyntaxError } from "../syntax-error.ts";
import { allDone } from "./all-done.ts";
import { GroupError } from "./group-error.ts";
import { checkedNames } from "./list-names.ts";
import type { Reference } from "./reference.ts";
import type { Resolution } from "./resolution.ts";

/** A group and all its nodes. */
export interface NamedNodes {
  /** Without `@` and source. */
  readonly group: string;
  readonly nodes: NodeSet;
}

/** A group that has nodes of a set. */
export interface FoundGroup extends NamedNodes {
  /** The nodes of the set that it has. */
  readonly common: NodeSet;
}

/** What a search works with. */
export interface GroupSearch {
  readonly resolution: Resolution;
  readonly source: string;
  readonly signal: AbortSignal;
  readonly onWarning: (text: string) => void;
}

/**
 * All groups of a source with their nodes, in the order of a node set. A group that is broken is left out with a warning.
 *
 * @throws {GroupError} where the source itself fails, or can't list its groups
 */
export async function allGroups(search: GroupSearch): Promise<readonly NamedNodes[]> {
  const { resolution, source } = search;
  return await lookAt([...(await resolution.nodesOf({ kind: "names", source, group: "" }))], search);
}

/** More nodes than this are not asked for one by one. */
const MOST_NODES = 100_000;

/**
 * The groups of a source that have nodes of a set, by name. Where a source can tell the groups of a node and has more groups
 * than there are nodes, it is asked for each node; otherwise all its groups are looked at. A group that is broken is left
 * out with a warning.
 *
 * @throws {GroupError} where the source itself fails
 */
export async function findGroups(nodes: NodeSet, search: GroupSearch): Promise<readonly FoundGroup[]> {
  const names = await namesOrNull(search);
  const { reverse } = search.resolution.source(search.source);
  if (reverse !== null && (names === null || names.size >= nodes.size)) {
    if (nodes.size > MOST_NODES) throw tooMany(nodes, search);
    const told = await allDone(Array.from(nodes, (node) => reverse(node, search.signal)));
    const groups = checkedNames(told.flat(), `tell the groups of nodes by "${search.source}"`);
    return withCommon(await lookAt([...groups].toSorted(), search), nodes);
  }
  if (names === null) {
    search.onWarning(
      `Cannot tell the groups of nodes: the group source "${search.source}" can't list its groups`,
    );
    return [];
  }
  const found = withCommon(await lookAt([...names].toSorted(), search), nodes);
  return found.filter(({ common }) => !common.isEmpty);
}

function tooMany(nodes: NodeSet, { source }: GroupSearch): GroupError {
  return new GroupError(
    "source-cannot",
    `Cannot tell the groups of ${nodes.size} nodes: the group source "${source}" can't list its groups, and must be asked for each node`,
  );
}

/** A source that fails to list its groups may still be able to tell the groups of a node. */
async function namesOrNull({ resolution, source, onWarning }: GroupSearch): Promise<NodeSet | null> {
  try {
    return await resolution.namesIn(source);
  } catch (error) {
    if (!(error instanceof GroupError) || resolution.source(source).reverse === null) throw error;
    onWarning(error.message);
    return null;
  }
}

async function lookAt(
  groups: readonly string[],
  { resolution, source, onWarning }: GroupSearch,
): Promise<readonly NamedNodes[]> {
  const references = groups.map((group): Reference => ({ kind: "group", source, group }));
  await resolution.fetch(references);
  return references.flatMap((reference) => {
    try {
      return [{ group: reference.group, nodes: resolution.resolved(reference) }];
    } catch (error) {
      if (!isItsOwn(error)) throw error;
      onWarning(`Left out a group: ${error.message}`);
      return [];
    }
  });
}

function withCommon(groups: readonly NamedNodes[], nodes: NodeSet): readonly FoundGroup[] {
  return groups.map((group) => ({ ...group, common: group.nodes.intersection(nodes) }));
}

/** Whether a failure is the group's own and says nothing about the others. */
function isItsOwn(error: unknown): error is GroupError {
  if (!(error instanceof GroupError)) return false;
  return error.code !== "source-failed" || error.cause instanceof NodeSetSyntaxError;
}
