import { type Neighbours, type Operand, type Operator, joinNeighbours, readOperands } from "./expression.ts";
import { NodeSet } from "./node-set.ts";

/** An operand of an expression, for who knows groups. */
export interface Term {
  /** What it does to the set of the terms before it. */
  readonly operator: Operator;
  readonly kind: Operand["kind"];
  /** The names as they stand: of a group with its `@`, with a wildcard as a mask. */
  readonly nodes: NodeSet;
  /** Where it stands in the text, from 0. */
  readonly position: number;
  readonly text: string;
}

/** The terms of an expression, from left to right. @throws {NodeSetSyntaxError} with the place of the mistake */
export function readExpression(text: string): readonly Term[] {
  return joinNeighbours(text, readOperands(text)).map(toTerm);
}

function toTerm(operands: Neighbours): Term {
  const [{ operator, kind, position }] = operands;
  const nodes = NodeSet.fromPatterns(operands.map(({ pattern }) => pattern));
  return { operator, kind, nodes, position, text: operands.map((operand) => operand.text).join(operator) };
}
