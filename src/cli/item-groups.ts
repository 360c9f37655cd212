import type { ItemGroupView } from "../server/api.ts";
import type { Cell } from "./cell.ts";
import { type Client, jobPath } from "./client.ts";
import { phaseCell } from "./phase-cell.ts";
import type { Column } from "./table.ts";

/** The columns of a job's items, folded by phase. */
export const groupColumns: readonly Column[] = [
  { title: "PHASE" },
  { title: "COUNT", align: "right" },
  { title: "ITEMS", shrinks: true },
];

/** A row for {@link groupColumns}. */
export function groupRow(group: ItemGroupView): readonly Cell[] {
  return [phaseCell(group.phase), String(group.count), groupText(group)];
}

/** A job's items by phase, with their names folded. */
export async function fetchItemGroups(
  client: Client,
  id: string,
  filter: URLSearchParams = new URLSearchParams(),
): Promise<readonly ItemGroupView[]> {
  const path = `${jobPath(id)}/items/folded?${filter.toString()}`;
  return (await client.json<{ readonly groups: readonly ItemGroupView[] }>(path)).groups;
}

/** A name that is no part of a node set is quoted, so that nobody takes its commas or brackets for one. */
function groupText({ names, others, moreOthers }: ItemGroupView): string {
  const quoted = others.map((name) => JSON.stringify(name));
  const parts = [...(names === "" ? [] : [names]), ...quoted];
  return `${parts.join(" ")}${moreOthers === 0 ? "" : ` and ${moreOthers} more`}`;
}
