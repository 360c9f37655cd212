import { NodeSet } from "../node-set.ts";
import { GroupError } from "./group-error.ts";

/** Each is looked at by itself. */
const MOST_NODES = 1_000_000;

/**
 * The nodes that fit one of the masks, in which `*` stands for any characters, none included, and `?` for one
 * character.
 */
export function matchNodes(nodes: NodeSet, masks: NodeSet): NodeSet {
  const wanted = [...masks].map((mask) => [...mask]);
  if (wanted.some((mask) => mask.every((character) => character === "*"))) return nodes;
  if (nodes.size > MOST_NODES) {
    throw new GroupError(
      "source-cannot",
      `Cannot try wildcards on ${nodes.size} nodes: at most ${MOST_NODES} are looked at`,
    );
  }
  const found: string[] = [];
  for (const node of nodes) {
    const name = [...node];
    if (wanted.some((mask) => fits(name, mask))) found.push(node);
  }
  return NodeSet.fromNames(found);
}

/** Where a later character does not fit, only the last `*` needs to take one more: so the time is at most the product of both lengths. */
function fits(name: readonly string[], mask: readonly string[]): boolean {
  let at = 0;
  let afterStar = -1;
  let taken = 0;
  for (let i = 0; i < name.length; ) {
    if (mask[at] === "*") {
      afterStar = ++at;
      taken = i;
    } else if (mask[at] === "?" || mask[at] === name[i]) {
      at++;
      i++;
    } else if (afterStar === -1) {
      return false;
    } else {
      at = afterStar;
      i = ++taken;
    }
  }
  return mask.slice(at).every((character) => character === "*");
}
