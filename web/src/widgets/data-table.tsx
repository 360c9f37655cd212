import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { messages } from "../messages.ts";
import { useKeptPlace } from "./kept-place.ts";
import { moveCursor } from "./move-cursor.ts";
import { TableHead } from "./table-head.tsx";
import type { DataTableProps } from "./table-props.ts";
import { TableRow } from "./table-row.tsx";
import { useVirtualRows } from "./use-virtual-rows.ts";

const rowPx = 34;

/** A table of any length, worked with mouse or keyboard: arrows move, space selects, enter opens. */
export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  const { rows, keyOf, columns, selected, onSelect, onSight } = props;
  const virtual = useVirtualRows(rows.length, rowPx, rowPx);
  const [asked, setCursor] = useState(props.place?.cursor ?? 0);
  const cursor = Math.min(asked, Math.max(0, rows.length - 1));
  const onScroll = useKeptPlace(virtual, asked, props.place);
  const select = useSelection(props);
  const drawn = rows.slice(virtual.first, virtual.end);
  useEffect(() => onSight?.(drawn), [drawn.map(keyOf).join(" ")]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // A button in a cell has its own keys.
    if (event.target !== event.currentTarget) return;
    const next = moveCursor(event, cursor, rows.length, virtual.end - virtual.first);
    if (next === undefined && !onOtherKey(props, event, cursor, select)) return;
    event.preventDefault();
    if (next === undefined) return;
    setCursor(next);
    virtual.reveal(next);
    if (event.shiftKey) select(next, true);
  };
  const template = columns.map(({ width }) => width).join(" ");
  return (
    <div
      class="table"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-description={messages.tableKeys}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={onSelect !== undefined}
      aria-activedescendant={rows.length > 0 ? `row-${cursor}` : undefined}
      ref={virtual.scroller}
      style={{ "--columns": onSelect === undefined ? template : `2.25rem ${template}` }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <TableHead {...props} />
      <div class="table-body" role="rowgroup" style={{ height: `${virtual.heightPx}px` }}>
        {drawn.map((row, place) => {
          const number = virtual.first + place;
          return (
            <TableRow
              key={keyOf(row)}
              table={props}
              row={row}
              number={number}
              topPx={virtual.topOf(number)}
              isCursor={number === cursor}
              isSelected={selected?.has(keyOf(row)) ?? false}
              onPoint={() => setCursor(number)}
              onSelect={(isRange) => select(number, isRange)}
            />
          );
        })}
      </div>
    </div>
  );
}

type Select = (row: number, isRange: boolean) => void;

/** Selects a row or no longer, or all from the one that was last. */
function useSelection<Row>({ rows, keyOf, selected, onSelect }: DataTableProps<Row>): Select {
  const [anchor, setAnchor] = useState(0);
  return (row, isRange) => {
    if (onSelect === undefined || selected === undefined) return;
    const [from, to] = isRange ? [Math.min(anchor, row), Math.max(anchor, row)] : [row, row];
    const keys = new Set(rows.slice(from, to + 1).map(keyOf));
    onSelect(isRange ? selected.union(keys) : selected.symmetricDifference(keys));
    if (!isRange) setAnchor(row);
  };
}

/** @returns whether the key meant anything */
function onOtherKey<Row>(
  { rows, keyOf, onOpen, onSelect, place }: DataTableProps<Row>,
  { key, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
  cursor: number,
  select: Select,
): boolean {
  const row = rows[cursor];
  if (key === " ") select(cursor, shiftKey);
  else if (key === "Enter" && row !== undefined) {
    if (place !== undefined) place.hasKeyboard = true;
    onOpen(row);
  } else if (key === "a" && (ctrlKey || metaKey)) onSelect?.(new Set(rows.map(keyOf)));
  else if (key === "Escape") onSelect?.(new Set());
  else return false;
  return true;
}
