import { formatSize } from "../core/mod.ts";
import type { ResultView } from "../server/api.ts";
import type { Cell } from "./cell.ts";
import type { Column } from "./table.ts";

/** The columns of a list of results. */
export const resultColumns: readonly Column[] = [
  { title: "RESULT" },
  { title: "SIZE", align: "right" },
  { title: "TYPE" },
  { title: "URL" },
];

/** One result in such a list. */
export function resultRow(result: ResultView, address: URL): readonly Cell[] {
  return [
    { text: result.id, style: "bold" },
    formatSize(result.size),
    result.mediaType,
    new URL(result.href, address).href,
  ];
}
