import type { Operator } from "../expression.ts";
import type { NodeSet } from "../node-set.ts";
import { NodeSetSyntaxError } from "../syntax-error.ts";
import { type Term, readExpression } from "../terms.ts";
import { type Reference, readReference } from "./reference.ts";

/** A step of an expression: what it does to the set before it, and with what. */
export type Step =
  | { readonly operator: Operator; readonly kind: "nodes"; readonly nodes: NodeSet }
  | { readonly operator: Operator; readonly kind: "groups"; readonly references: readonly Reference[] }
  /** The masks are tried on all nodes of the source that `references` names. */
  | {
      readonly operator: Operator;
      readonly kind: "wildcard";
      readonly masks: NodeSet;
      readonly references: readonly [Reference];
    };

/** More groups than this in one operand, such as `@rack[1-1000000]`, are a mistake. */
const MOST_GROUPS = 10_000;

/** Each mask is tried on each node. */
const MOST_MASKS = 1000;

/**
 * Reads an expression with groups and wildcards.
 *
 * @param source tells where a group that names no source is looked for; asked only where it is needed
 * @throws {NodeSetSyntaxError} with the place of the mistake
 */
export function readSteps(text: string, source: () => string): readonly Step[] {
  return readExpression(text).map((term) => toStep(term, text, source));
}

function toStep(term: Term, text: string, source: () => string): Step {
  const { operator, kind, nodes } = term;
  switch (kind) {
    case "nodes":
      return { operator, kind, nodes };
    case "wildcard":
      if (nodes.size > MOST_MASKS) {
        const reason = `it stands for more than ${MOST_MASKS} masks`;
        throw new NodeSetSyntaxError("node set", text, term.position, term.text.length, reason);
      }
      return { operator, kind, masks: nodes, references: [{ kind: "all", source: source(), group: "" }] };
    case "group":
      return { operator, kind: "groups", references: referencesIn(term, text, source) };
  }
}

function referencesIn(
  { nodes, position, text }: Term,
  whole: string,
  source: () => string,
): readonly Reference[] {
  const mistake = (reason: string): NodeSetSyntaxError =>
    new NodeSetSyntaxError("node set", whole, position, text.length, reason);
  if (nodes.size > MOST_GROUPS) throw mistake(`it names more than ${MOST_GROUPS} groups`);
  const references = Array.from(nodes, (name) => readReference(name, source));
  if (references.some(({ kind, group }) => kind === "group" && group === "")) {
    throw mistake('the name of a group must stand after "@"');
  }
  if (references.some(({ kind, group }) => kind === "group" && /[*?]/.test(group))) {
    throw mistake(
      "the name of a group takes no wildcard; @* means all nodes, and @@ the names of all groups",
    );
  }
  return references;
}

/** What a source said, as an expression: its words are joined, so that blanks and line ends do what commas do. */
export function joinWords(text: string): string {
  return text
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([,!&^]) ?/g, "$1")
    .replaceAll(" ", ",");
}
