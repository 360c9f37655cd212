import { GroupError } from "../group-error.ts";
import type { SourceContext } from "../group-source.ts";
import { type SourceSettings, valueOf } from "../source-settings.ts";
import type { GroupTable } from "../table-source.ts";
import { programText, sourceFile } from "./source-text.ts";
import { isUsable, nodesText } from "./usable-name.ts";

/** Reads the inventory that `ansible-inventory --list` prints: its groups, each with the hosts of the groups below it. */
export async function readAnsible(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<GroupTable> {
  const inventory = valueOf(settings, "file") === undefined ? "" : sourceFile(settings, context, "");
  const usual = `ansible-inventory --list${inventory === "" ? "" : ` -i ${quoted(inventory)}`}`;
  const groups = readInventory(await programText(settings, context, signal, usual), settings);
  const flat = [...groups.keys()]
    .filter(isUsable)
    .map((name) => [name, nodesText(hostsOf(name, groups))] as const);
  const all = nodesText([...groups.values()].flatMap(({ hosts }) => hosts));
  return { groups: new Map([...flat, ["all", all]]), all };
}

/** For the shell; a dollar sign is doubled, because the script is a template as well. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`).replaceAll("$", "$$$$")}'`;
}

interface InventoryGroup {
  readonly hosts: readonly string[];
  readonly children: readonly string[];
}

type Inventory = ReadonlyMap<string, InventoryGroup>;

function readInventory(text: string, settings: SourceSettings): Inventory {
  const groups = new Map<string, InventoryGroup>();
  for (const [name, value] of Object.entries(parse(text, settings))) {
    if (name === "_meta") groups.set(name, { hosts: Object.keys(entry(value, "hostvars")), children: [] });
    else groups.set(name, { hosts: names(value, "hosts"), children: names(value, "children") });
  }
  // Hosts that are in no group are known from their variables alone.
  const all = groups.get("all") ?? { hosts: [], children: [] };
  groups.set("all", { ...all, hosts: [...all.hosts, ...(groups.get("_meta")?.hosts ?? [])] });
  groups.delete("_meta");
  return groups;
}

function parse(text: string, settings: SourceSettings): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new GroupError(
    "source-failed",
    `Cannot read the group source "${settings.name}": its inventory is not JSON as "ansible-inventory --list" prints it`,
  );
}

function entry(value: unknown, key: string): object {
  const found = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [, inner] = found.find(([name]) => name === key) ?? [];
  return typeof inner === "object" && inner !== null ? (inner as object) : {};
}

function names(value: unknown, key: string): readonly string[] {
  return Object.values(entry(value, key)).filter((name) => typeof name === "string");
}

/** The hosts of a group and of all groups below it. */
function hostsOf(group: string, inventory: Inventory): readonly string[] {
  const below = new Set([group]);
  // The set grows while it is walked.
  for (const name of below) for (const child of inventory.get(name)?.children ?? []) below.add(child);
  return [...below].flatMap((name) => inventory.get(name)?.hosts ?? []);
}
