export type { Operator } from "./expression.ts";
export type { FoldOptions } from "./fold-runs.ts";
export type { NodeFoldOptions } from "./family.ts";
export type { FoundGroup, NamedNodes } from "./groups/find-groups.ts";
export { GroupError, type GroupErrorCode } from "./groups/group-error.ts";
// "export type" loads nothing of a module, where "export { type … }" would load all of it.
export type { GroupOfNodes, GroupResolver, ResolveOptions } from "./groups/group-resolver.ts";
export { type Ini, type IniSection, type IniValue, mergeIni, parseIni, sectionsOf } from "./groups/ini.ts";
export { loadGroups } from "./groups/load-groups.ts";
export type { LoadGroupsOptions } from "./groups/make-resolver.ts";
export type { RegroupOptions } from "./groups/regroup.ts";
export type { RunScript, ScriptOptions, ScriptResult } from "./groups/run-script.ts";
export { NodeSet } from "./node-set.ts";
export { RangeSet } from "./range-set.ts";
export { splitWords } from "./groups/split-words.ts";
export { NodeSetSyntaxError } from "./syntax-error.ts";
export { type Term, readExpression } from "./terms.ts";
