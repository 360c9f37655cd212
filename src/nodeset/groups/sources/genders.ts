import { NodeSet } from "../../node-set.ts";
import type { SourceContext } from "../group-source.ts";
import type { SourceSettings } from "../source-settings.ts";
import type { GroupTable } from "../table-source.ts";
import { sourceText } from "./source-text.ts";
import { isUsable, nodesText } from "./usable-name.ts";

/**
 * Reads a genders file: lines of nodes and their attributes, `node[1-4] compute,rack=r1`. Each attribute is a group, and so
 * is each attribute with its value; in a value `%n` is the node's name and `%%` a percent sign.
 */
export async function readGenders(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<GroupTable> {
  const text = await sourceText(settings, context, signal, "/etc/genders");
  const members = new Map<string, Set<string>>();
  const all = new Set<string>();
  for (const [index, line] of text.split("\n").entries()) {
    const [nodes, attributes = ""] = (line.split("#")[0] ?? "").trim().split(/\s+/);
    if (nodes === undefined || nodes === "") continue;
    for (const node of nodesAt(nodes, index + 1)) {
      all.add(node);
      for (const group of groupsOf(node, attributes)) {
        if (!members.has(group)) members.set(group, new Set());
        members.get(group)?.add(node);
      }
    }
  }
  return {
    groups: new Map([...members].map(([group, names]) => [group, nodesText(names)])),
    all: nodesText(all),
  };
}

function nodesAt(nodes: string, line: number): NodeSet {
  try {
    return NodeSet.parse(nodes);
  } catch (error) {
    throw new Error(`line ${line}: ${error instanceof Error ? error.message : ""}`, { cause: error });
  }
}

/** The groups that a node's attributes stand for; what could not be written behind an `@` is left out. */
function groupsOf(node: string, attributes: string): readonly string[] {
  return attributes
    .split(",")
    .flatMap((attribute) => {
      const [name = "", ...value] = attribute.split("=");
      return value.length === 0 ? [name] : [name, `${name}=${fillIn(value.join("="), node)}`];
    })
    .filter(isUsable);
}

function fillIn(value: string, node: string): string {
  return value.replaceAll(/%([n%])/g, (_, letter) => (letter === "n" ? node : "%"));
}
