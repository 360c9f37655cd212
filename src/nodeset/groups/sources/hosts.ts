import type { SourceContext } from "../group-source.ts";
import type { SourceSettings } from "../source-settings.ts";
import type { GroupTable } from "../table-source.ts";
import { sourceText } from "./source-text.ts";
import { nodesText } from "./usable-name.ts";

/**
 * Reads hosts(5): one node for each address, by its first name, because the others name the same machine. The names of the
 * machine itself on every machine are left out: `localhost` in all its forms, and `ip6-…`.
 */
export async function readHosts(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<GroupTable> {
  const text = await sourceText(settings, context, signal, "/etc/hosts");
  const all = nodesText(text.split("\n").flatMap(nameIn));
  return { groups: new Map([["all", all]]), all };
}

function nameIn(line: string): readonly string[] {
  const [, ...names] = (line.split("#")[0] ?? "").trim().split(/\s+/);
  return names.filter((name) => !LEFT_OUT.test(name)).slice(0, 1);
}

const LEFT_OUT = /^(localhost\d?(\..*)?|ip6-.*|broadcasthost)$/i;
