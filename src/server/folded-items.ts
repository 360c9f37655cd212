import { setImmediate as nextTurn } from "node:timers/promises";
import { type ItemPhase, foldNames } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import type { ItemGroupView } from "./api.ts";

/** Items read at once: between two pages the server answers others. */
const PAGE = 2000;
/** Names that no node set can hold and that are shown, for each phase. */
const OTHERS_SHOWN = 100;

const PHASES: readonly ItemPhase[] = ["waiting", "running", "complete", "failed", "blocked"];

/** A job's items by phase, their names folded into a node set: one pass over them all, or over those in one phase. */
export async function foldItems(
  service: JobService,
  id: string,
  phase?: ItemPhase,
): Promise<readonly ItemGroupView[]> {
  const names = await namesByPhase(service, id, phase);
  const groups: ItemGroupView[] = [];
  for (const one of PHASES) {
    const own = names.get(one);
    if (own === undefined) continue;
    await nextTurn();
    groups.push(groupView(one, own));
  }
  return groups;
}

async function namesByPhase(
  service: JobService,
  id: string,
  phase: ItemPhase | undefined,
): Promise<ReadonlyMap<ItemPhase, readonly string[]>> {
  const names = new Map<ItemPhase, string[]>();
  const filter = phase === undefined ? {} : { phase };
  for (let from = 0; ; await nextTurn()) {
    const items = await service.items(id, { ...filter, from, limit: PAGE });
    for (const item of items) {
      const known = names.get(item.phase);
      if (known === undefined) names.set(item.phase, [item.name]);
      else known.push(item.name);
    }
    if (items.length < PAGE) return names;
    from = (items.at(-1)?.index ?? from) + 1;
  }
}

function groupView(phase: ItemPhase, names: readonly string[]): ItemGroupView {
  const { text, others } = foldNames(names);
  const shown = others.slice(0, OTHERS_SHOWN);
  return { phase, count: names.length, names: text, others: shown, moreOthers: others.length - shown.length };
}
