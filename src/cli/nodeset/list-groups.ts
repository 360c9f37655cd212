import type { GroupResolver, NodeSet, ResolveOptions } from "../../nodeset/mod.ts";
import type { Groups } from "./groups.ts";
import type { Note } from "./note.ts";
import type { NodesetOptions } from "./options.ts";
import type { ResultWriter } from "./result-writer.ts";

/** What groups are listed with. */
export interface Listing {
  readonly options: NodesetOptions;
  readonly groups: Groups;
  readonly writer: ResultWriter;
  readonly note: Note;
}

/** `-l` and `-L`: the groups of one source or of all, or those that hold any of the nodes. */
export async function listGroups(nodes: NodeSet, listing: Listing): Promise<void> {
  const { options, writer } = listing;
  if (options.command === "list") await listSource(options.source, nodes, listing);
  else await listAllSources(nodes, listing);
  await writer.flush();
}

async function listAllSources(nodes: NodeSet, listing: Listing): Promise<void> {
  const { groups, options, note, writer } = listing;
  const sources = await groups.use(async (resolver) => sourcesInOrder(resolver, options.source));
  const failures: unknown[] = [];
  for (const [place, source] of sources.entries()) {
    // Groups of the default source need no name before them, unless it was asked for by name.
    const shown = place === 0 && options.source === null ? null : source;
    try {
      await listSource(shown, nodes, listing);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error)) throw error;
      if (error.code === "source-cannot") await note(`Warning: ${error.message}`);
      else failures.push(error);
    }
  }
  if (failures.length === 0) return;
  // One source that fails keeps no other from being listed.
  await writer.flush();
  throw failures.length === 1 ? failures[0] : new Error(failures.map(messageOf).join("\n"));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `--list-sources`: the sources of groups, the default one first. */
export async function listSources({ options, groups, writer }: Listing): Promise<void> {
  const sources = await groups.use(async (resolver) => sourcesInOrder(resolver, options.source));
  for (const [place, source] of sources.entries()) {
    const isDefault = place === 0;
    const mark = isDefault && !options.quiet ? " (default)" : "";
    await writer.line(options.json ? JSON.stringify({ source, default: isDefault }) : `${source}${mark}`);
  }
  await writer.flush();
}

/** The default source first, which `-s` may have chosen. */
function sourcesInOrder(resolver: GroupResolver, chosen: string | null): readonly string[] {
  return chosen === null ? resolver.sources : resolver.sourcesFrom(chosen);
}

/** A group as it is listed. */
interface Entry {
  /** Without `@`. */
  readonly group: string;
  /** The nodes that are shown with it, and how many it has in all. */
  readonly nodes: NodeSet | null;
  readonly total: bigint | null;
}

async function listSource(source: string | null, nodes: NodeSet, listing: Listing): Promise<void> {
  const { options, groups, writer } = listing;
  const prefix = source === null || options.hidesSource ? "@" : `@${source}:`;
  const isFiltered = namesNodes(options);
  await groups.use(async (resolver, given) => {
    const asked = source === null ? given : { ...given, source };
    const entries = isFiltered ? holding(nodes, resolver, asked) : all(resolver, asked, options.detail);
    for await (const entry of entries) await writer.line(lineOf(entry, prefix, listing));
  });
}

function namesNodes({ all: takesAll, operands, intersections, exclusions, xors }: NodesetOptions): boolean {
  return takesAll || [operands, intersections, exclusions, xors].some((words) => words.length > 0);
}

async function* all(resolver: GroupResolver, options: ResolveOptions, detail: number): AsyncGenerator<Entry> {
  if (detail === 1) {
    for (const group of await resolver.groupNames(options)) yield { group, nodes: null, total: null };
  } else {
    for (const { group, nodes } of await resolver.groups(options)) yield { group, nodes, total: null };
  }
}

/** The groups with any of the nodes, by name. */
async function* holding(
  nodes: NodeSet,
  resolver: GroupResolver,
  options: ResolveOptions,
): AsyncGenerator<Entry> {
  const found = await resolver.groupsOf(nodes, options);
  const entries = found.map(({ name, nodes: group, common }) => ({
    group: withoutPrefix(name, options.source ?? null),
    nodes: common,
    total: group.exactSize,
  }));
  yield* entries.toSorted((one, other) => (one.group < other.group ? -1 : 1));
}

function withoutPrefix(name: string, source: string | null): string {
  return source !== null && name.startsWith(`@${source}:`) ? name.slice(source.length + 2) : name.slice(1);
}

function lineOf({ group, nodes, total }: Entry, prefix: string, { options }: Listing): string {
  const name = `${prefix}${group}`;
  const folded = nodes?.fold() ?? "";
  const shown = options.detail === 1 ? null : nodes;
  if (options.json) return jsonLine(name, shown === null ? null : folded, nodes, total);
  if (shown === null) return name;
  if (options.detail === 2) return `${name} ${folded}`;
  return `${name} ${folded} ${shown.exactSize}${total === null ? "" : `/${total}`}`;
}

function jsonLine(group: string, folded: string | null, nodes: NodeSet | null, total: bigint | null): string {
  const fields = [`"group":${JSON.stringify(group)}`];
  if (folded !== null) fields.push(`"nodes":${JSON.stringify(folded)}`, `"count":${nodes?.exactSize}`);
  if (total !== null) fields.push(`"total":${total}`);
  return `{${fields.join(",")}}`;
}
