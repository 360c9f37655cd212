import { setImmediate as nextTurn } from "node:timers/promises";
import { RunyardError } from "../core/mod.ts";
import { type Item, foldNames } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import { Gather } from "../task/mod.ts";
import type { GatheredItemsView, OutputGroupView } from "./api.ts";

/** Items read at once: between two pages the server answers others. */
const page = 1000;
/** Items whose outputs are read. */
const mostItems = 10_000;
/** What is read of each output. */
const mostBytes = 64 * 1024;
/** What is shown of all groups together. */
const mostText = 4 * 1024 * 1024;
/** Groups, and names that no node set can hold, that are shown. */
const mostGroups = 500;
const othersShown = 100;

/** Which outputs. */
export interface GatherQuery {
  readonly stream: "stdout" | "stderr";
}

/**
 * What the items that have ended wrote, equal outputs once, by exit status: the largest group first. Of each output
 * the beginning counts.
 */
export async function gatherItems(
  service: Pick<JobService, "items" | "output">,
  id: string,
  { stream }: GatherQuery,
): Promise<GatheredItemsView> {
  using gather = new Gather();
  const read = await readOutputs(service, id, stream, gather);
  const byStatus = Map.groupBy(read.items.keys(), (index) => statusOf(read.items.get(index)));
  const groups = [...byStatus].flatMap(([exitStatus, indices]) =>
    Array.from(gather.groups(indices.map(String)), ({ keys, output }) => ({
      exitStatus,
      keys: keys.map(Number),
      output,
      isCut: keys.some((key) => read.cut.has(Number(key))),
    })),
  );
  const sorted = groups.toSorted(
    (a, b) => b.keys.length - a.keys.length || (a.keys[0] ?? 0) - (b.keys[0] ?? 0),
  );
  let left = mostText;
  const shown = sorted.slice(0, mostGroups).map(({ keys, output, ...rest }): OutputGroupView => {
    const bytes = Buffer.concat([...output.chunks()]).subarray(0, left);
    left -= bytes.length;
    return {
      ...namesOf(keys, read.items),
      ...rest,
      isCut: rest.isCut || bytes.length < output.sizeBytes,
      text: bytes.toString(),
    };
  });
  const silent = [...read.items.keys()].filter((index) => gather.size(String(index)) === 0);
  return {
    groups: shown,
    moreGroups: sorted.length - shown.length,
    silent: namesOf(silent, read.items),
    read: read.items.size,
    isWhole: read.isWhole,
  };
}

interface ReadOutputs {
  readonly items: ReadonlyMap<number, Item>;
  /** Items of whose output only the beginning was read. */
  readonly cut: ReadonlySet<number>;
  /** Whether all items that have ended were read. */
  readonly isWhole: boolean;
}

async function readOutputs(
  service: Pick<JobService, "items" | "output">,
  id: string,
  stream: GatherQuery["stream"],
  gather: Gather,
): Promise<ReadOutputs> {
  const items = new Map<number, Item>();
  const cut = new Set<number>();
  let isWhole = true;
  for (let from = 0; ; await nextTurn()) {
    const found = await service.items(id, { from, limit: page });
    for (const item of found.filter(hasEnded)) {
      if (items.size >= mostItems) return { items, cut, isWhole: false };
      const part = await readOutput(service, id, item.index, stream);
      if (part === undefined) {
        isWhole = false;
        continue;
      }
      items.set(item.index, item);
      gather.add(String(item.index), part.bytes);
      if (part.sizeBytes > part.bytes.length) cut.add(item.index);
    }
    if (found.length < page) return { items, cut, isWhole };
    from = (found.at(-1)?.index ?? from) + 1;
  }
}

/** Undefined where the agent that holds it is away, or the item has begun again. */
async function readOutput(
  service: Pick<JobService, "output">,
  id: string,
  item: number,
  stream: GatherQuery["stream"],
): Promise<{ readonly bytes: Uint8Array; readonly sizeBytes: number } | undefined> {
  try {
    return await service.output(id, { item, stream, offset: 0, length: mostBytes });
  } catch (error) {
    if (error instanceof RunyardError && error.code === "agent-gone") return undefined;
    throw error;
  }
}

function hasEnded({ phase }: Item): boolean {
  return phase === "complete" || phase === "failed";
}

function statusOf(item: Item | undefined): number | null {
  return item?.outcome?.kind === "exit" ? item.outcome.status : null;
}

function namesOf(indices: readonly number[], items: ReadonlyMap<number, Item>): GatheredItemsView["silent"] {
  const { text, others } = foldNames(indices.map((index) => items.get(index)?.name ?? ""));
  const shown = others.slice(0, othersShown);
  return { count: indices.length, names: text, others: shown, moreOthers: others.length - shown.length };
}
