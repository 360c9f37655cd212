import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { ItemView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { DataTable } from "../../widgets/data-table.tsx";
import { formatCount, formatDuration } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import type { Column } from "../../widgets/table-props.ts";
import { visibleText } from "../../widgets/visible-text.ts";
import type { ItemPhase } from "./item-phases.ts";
import type { KnownItem } from "./live-items.ts";
import { useItemDetails } from "./use-item-details.ts";

interface ItemListProps {
  readonly job: string;
  readonly items: readonly KnownItem[];
  readonly version: number;
  readonly only: ItemPhase | null;
  readonly onOpen: (index: number) => void;
}

interface Row {
  readonly index: number;
  readonly known: KnownItem;
  readonly detail: ItemView | undefined;
}

/** The items as a table, for whoever wants to read what the cells show. */
export function ItemList({ job, items, version, only, onOpen }: ItemListProps): JSX.Element {
  const [sight, setSight] = useState<readonly number[]>([]);
  const details = useItemDetails(job, items, sight, version);
  const rows = useMemo(
    () =>
      items.flatMap((known, index): readonly Row[] =>
        only === null || known.phase === only ? [{ index, known, detail: details.get(index) }] : [],
      ),
    [items, version, only, details],
  );
  return (
    <DataTable
      label={messages.agenda.list(formatCount(rows.length))}
      columns={columns}
      rows={rows}
      keyOf={({ index }) => String(index)}
      onOpen={({ index }) => onOpen(index)}
      onSight={(drawn) => setSight(drawn.map(({ index }) => index))}
    />
  );
}

const columns: readonly Column<Row>[] = [
  { key: "name", title: messages.agenda.name, width: "minmax(8rem, 1.5fr)", cell: nameOf },
  { key: "phase", title: messages.agenda.phase, width: "7rem", cell: phaseOf },
  {
    key: "tries",
    title: messages.agenda.tries,
    width: "4rem",
    isNumeric: true,
    cell: ({ detail }) => detail?.tries ?? "",
  },
  {
    key: "took",
    title: messages.agenda.took,
    width: "6rem",
    isNumeric: true,
    cell: ({ detail }) => (detail?.durationMs == null ? "" : formatDuration(detail.durationMs)),
  },
  { key: "told", title: messages.agenda.told, width: "minmax(9rem, 3fr)", cell: toldOf },
];

function nameOf({ known, index }: Row): JSX.Element {
  return (
    <span title={visibleText(known.name)}>{known.name === "" ? `#${index}` : visibleText(known.name)}</span>
  );
}

function phaseOf({ known }: Row): JSX.Element {
  return <PhaseMark phase={known.phase} />;
}

/** What is most worth knowing of it: how it failed, how far it is, what it returned. */
function toldOf({ known, detail }: Row): JSX.Element | string {
  if (known.phase === "running" && known.progress !== null)
    return <progress value={known.progress} max={1} aria-label={messages.agenda.progress} />;
  if (detail === undefined) return "";
  if (detail.message !== null) return <span class="problem">{visibleText(detail.message)}</span>;
  return detail.result === null ? (
    visibleText(detail.highlights.at(-1) ?? "")
  ) : (
    <code>{visibleText(JSON.stringify(detail.result).slice(0, 200))}</code>
  );
}
