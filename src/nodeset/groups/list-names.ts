import { messageOf } from "../../core/mod.ts";
import { NodeSet } from "../node-set.ts";
import { GroupError } from "./group-error.ts";
import type { GroupSource } from "./group-source.ts";

/**
 * The names of a source's groups, ranges in them expanded; null where it can't list them.
 *
 * @throws {GroupError} `source-failed` for a name that could not be written behind an `@`
 */
export async function listNames(source: GroupSource, signal: AbortSignal): Promise<NodeSet | null> {
  const names = await source.list(signal);
  if (names === null) return null;
  return checkedNames(names, `list the groups of "${source.name}"`);
}

/** The names of groups that a source told, ranges in them expanded. @throws {GroupError} `source-failed` */
export function checkedNames(names: readonly string[], action: string): NodeSet {
  const illegal = names.find((name) => ILLEGAL.test(name));
  if (illegal !== undefined) {
    throw new GroupError(
      "source-failed",
      `Cannot ${action}: the name ${JSON.stringify(illegal)} holds one of @ , ! & ^ *, which mean something else`,
    );
  }
  const { plain = [], folded = [] } = Object.groupBy(names, (name) =>
    name.includes("[") ? "folded" : "plain",
  );
  return NodeSet.union([NodeSet.fromNames(plain), expanded(folded, action)]);
}

function expanded(names: readonly string[], action: string): NodeSet {
  try {
    return NodeSet.fromList(names);
  } catch (error) {
    throw new GroupError("source-failed", `Cannot ${action}: ${messageOf(error)}`, { cause: error });
  }
}

const ILLEGAL = /[@,!&^*]/;
