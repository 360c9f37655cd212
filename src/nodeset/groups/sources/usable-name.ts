import { NodeSet } from "../../node-set.ts";

/** Whether a name can be written in a node set as it is: a name of a node, or of a group behind an `@`. */
export function isUsable(name: string): boolean {
  return !/[\s,!&^*?@[\]]/.test(name) && name !== "";
}

/** The text of a node set of names; those that can't be written in one are left out. */
export function nodesText(names: Iterable<string>): string {
  return NodeSet.fromNames([...names].filter(isUsable)).toString();
}
