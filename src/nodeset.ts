/**
 * `runyard/nodeset`: sets of indices and of names, and the groups of a site.
 *
 * @example
 * ```ts
 * import { NodeSet, loadGroups, runScript } from "runyard/nodeset";
 *
 * const nodes = NodeSet.parse("node[1-9]").difference(NodeSet.parse("node3"));
 * const groups = await loadGroups({ run: runScript });
 * const compute = await groups.parse("@compute!node3", { timeoutMs: 5000 });
 * ```
 */
export {
  type FoldOptions,
  type FoundGroup,
  GroupError,
  type GroupErrorCode,
  type GroupOfNodes,
  type GroupResolver,
  type LoadGroupsOptions,
  type NamedNodes,
  type NodeFoldOptions,
  NodeSet,
  NodeSetSyntaxError,
  type Operator,
  RangeSet,
  type RegroupOptions,
  type ResolveOptions,
  type RunScript,
  type ScriptOptions,
  type ScriptResult,
  type Term,
  loadGroups,
  readExpression,
} from "./nodeset/mod.ts";
export { runScript } from "./process/mod.ts";
