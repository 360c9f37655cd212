import type { GroupSource } from "./group-source.ts";

/** All groups of a source at once. */
export interface GroupTable {
  /** The nodes of each group by its name. */
  readonly groups: ReadonlyMap<string, string>;
  /** All nodes; null where they are the nodes of all groups. */
  readonly all: string | null;
}

/** Where the table of a source comes from, as often as it is wanted: keeping it is not the source's business. */
export interface TableOrigin {
  load(signal: AbortSignal): Promise<GroupTable>;
  clear(): void;
}

/** A source that knows all its groups from one look. */
export function tableSource(name: string, origin: TableOrigin): GroupSource {
  return {
    name,
    map: async (group, signal) => (await origin.load(signal)).groups.get(group) ?? "",
    list: async (signal) => [...(await origin.load(signal)).groups.keys()],
    all: async (signal) => (await origin.load(signal)).all,
    reverse: null,
    clear: () => origin.clear(),
  };
}
