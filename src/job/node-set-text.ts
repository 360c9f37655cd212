import { NodeSet, NodeSetSyntaxError, readExpression } from "../nodeset/mod.ts";
import { MOST_ITEMS } from "./most-items.ts";
import { countWrittenNames } from "./written-names.ts";

/** What a text is as a node set: the set, or the reason why it is none; `groups` where only a resolver knows its nodes. */
export type NodeSetReading =
  | { readonly ok: true; readonly nodes: NodeSet }
  | { readonly ok: "groups" }
  | { readonly ok: false; readonly reason: string };

/** A group that came from outside reaches the scripts of a site: its name has nothing that could be more than a name. */
const GROUP = /^@[\w@:.*?,[\]/-]*$/;

/** Names of several dimensions cost more to read, by their indices: so many are read in less than half a second. */
const MOST_INDICES = 5 * MOST_ITEMS;
/** Each operator but a comma goes through the whole set. */
const MOST_OPERATORS = 1000;
/** So many names are gone through at most, for all operators together. */
const MOST_PASSED = 5 * MOST_ITEMS;

/** Reads a node set that came from outside, of which no more is made than a job may have items. */
export function readNodeSet(text: string): NodeSetReading {
  const refusal = refuseSize(text);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  try {
    const terms = readExpression(text);
    const odd = terms.find((term) => term.kind === "group" && !GROUP.test(term.text));
    if (odd !== undefined) return { ok: false, reason: `${odd.text} is no name of a group` };
    if (terms.some(({ kind }) => kind !== "nodes")) return { ok: "groups" };
    const nodes = terms.reduce((set, term) => set.apply(term.operator, term.nodes), NodeSet.empty);
    return { ok: true, nodes };
  } catch (error) {
    if (!(error instanceof NodeSetSyntaxError)) throw error;
    return { ok: false, reason: `at character ${placeOf(error)}, ${error.reason}` };
  }
}

function refuseSize(text: string): string | undefined {
  const { names, indices, operators } = countWrittenNames(text);
  const most = (count: number): string => count.toLocaleString("en");
  if (names > MOST_ITEMS)
    return `it lists ${howMany(names)} names, and a job takes at most ${most(MOST_ITEMS)}`;
  if (indices > MOST_INDICES)
    return `its names have ${most(indices)} indices together, and a job takes at most ${most(MOST_INDICES)}`;
  if (operators > MOST_OPERATORS)
    return `it has ${most(operators)} operators beside commas, and a job takes at most ${most(MOST_OPERATORS)}`;
  if (names * operators > MOST_PASSED)
    return `with ${most(operators)} operators beside commas it takes too long; write fewer, or fewer names`;
  return undefined;
}

function howMany(names: number): string {
  return names === Number.MAX_SAFE_INTEGER ? "far more" : names.toLocaleString("en");
}

/** The place as people count: characters, from 1. */
function placeOf({ text, position }: NodeSetSyntaxError): number {
  return Array.from(text.slice(0, position)).length + 1;
}
