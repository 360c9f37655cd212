import type { SourceContext } from "../group-source.ts";
import type { SourceSettings } from "../source-settings.ts";
import type { GroupTable } from "../table-source.ts";
import { programText } from "./source-text.ts";
import { isUsable } from "./usable-name.ts";

/** Reads lines of a partition and its nodes, as `sinfo` prints them: one group for each partition. */
export async function readSlurm(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<GroupTable> {
  const groups = new Map<string, string>();
  const text = await programText(settings, context, signal, 'sinfo -h -o "%R %N"');
  for (const line of text.split("\n")) {
    const [partition = "", nodes = ""] = line.trim().split(/\s+/);
    if (isUsable(partition)) groups.set(partition, joined(groups.get(partition), nodes));
  }
  return { groups, all: [...groups.values()].reduce(joined, "") };
}

/** A partition has a line for each state of its nodes, and perhaps no nodes at all. */
function joined(before: string | undefined, nodes: string): string {
  return [before ?? "", nodes === "(null)" ? "" : nodes].filter((text) => text !== "").join(",");
}
