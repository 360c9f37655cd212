import { formatDuration } from "../core/mod.ts";
import type { ItemView } from "../server/api.ts";
import type { Cell } from "./cell.ts";
import { phaseCell } from "./phase-cell.ts";
import type { Column } from "./table.ts";

interface ItemColumn extends Column {
  cell(item: ItemView): Cell;
  /** Whether the column stands where none of the items has something for it. */
  readonly isOptional?: boolean;
}

const columns: readonly ItemColumn[] = [
  { title: "NUMBER", align: "right", cell: (item) => String(item.index) },
  { title: "ITEM", shrinks: true, cell: (item) => item.name },
  { title: "PHASE", cell: (item) => phaseCell(item.phase) },
  { title: "DONE", align: "right", isOptional: true, cell: (item) => percentOf(item) },
  { title: "TRIES", align: "right", cell: (item) => String(item.tries) },
  {
    title: "TOOK",
    align: "right",
    cell: (item) => (item.durationMs === null ? "-" : formatDuration(item.durationMs)),
  },
  {
    title: "EXIT",
    align: "right",
    cell: (item) => (item.exitStatus === null ? "-" : String(item.exitStatus)),
  },
  { title: "VALUE", shrinks: true, isOptional: true, cell: (item) => valueOf(item) },
  { title: "NOTED", shrinks: true, isOptional: true, cell: (item) => notedOf(item) },
  {
    title: "MESSAGE",
    shrinks: true,
    cell: (item) => (item.phase === "complete" ? "" : (item.message ?? "")),
  },
];

/** The columns of a table of these items: those that say something. */
export function itemColumns(items: readonly ItemView[]): readonly ItemColumn[] {
  return columns.filter(
    (column) => column.isOptional !== true || items.some((item) => column.cell(item) !== ""),
  );
}

/** Only of what is under way: what is complete is done. */
function percentOf({ phase, progress }: ItemView): string {
  return progress === null || phase !== "running" ? "" : `${Math.floor(progress * 100)} %`;
}

/** What its rules lifted out last, and how much more there is. */
function notedOf({ highlights }: ItemView): string {
  const last = highlights.at(-1) ?? "";
  return highlights.length > 1 ? `${last} (and ${highlights.length - 1} before it)` : last;
}

function valueOf({ result }: ItemView): string {
  if (result === null || result === undefined) return "";
  return typeof result === "string" ? result : JSON.stringify(result);
}
