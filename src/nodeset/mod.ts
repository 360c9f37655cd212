export type { Operator } from "./expression.ts";
export type { FoldOptions } from "./fold-runs.ts";
export type { NodeFoldOptions } from "./family.ts";
export { NodeSet } from "./node-set.ts";
export { RangeSet } from "./range-set.ts";
export { NodeSetSyntaxError } from "./syntax-error.ts";
export { type Term, readExpression } from "./terms.ts";
