import type { JSX } from "preact";
import { messages } from "../messages.ts";
import type { DataTableProps } from "./table-props.ts";

interface TableRowProps<Row> {
  readonly table: Pick<DataTableProps<Row>, "columns" | "onOpen" | "onSelect">;
  readonly row: Row;
  readonly number: number;
  readonly topPx: number;
  readonly isCursor: boolean;
  readonly isSelected: boolean;
  readonly onPoint: () => void;
  readonly onSelect: (isRange: boolean) => void;
}

/** A row of a table, at its place. */
export function TableRow<Row>(props: TableRowProps<Row>): JSX.Element {
  const { table, row, number, topPx, isCursor, isSelected, onPoint, onSelect } = props;
  const isSelectable = table.onSelect !== undefined;
  return (
    <div
      id={`row-${number}`}
      class="table-row"
      role="row"
      aria-rowindex={number + 2}
      aria-selected={isSelectable ? isSelected : undefined}
      data-cursor={isCursor}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={(event) => {
        onPoint();
        if (event.shiftKey || event.ctrlKey || event.metaKey) onSelect(event.shiftKey);
      }}
      onDblClick={() => table.onOpen(row)}
    >
      {isSelectable ? (
        <span role="gridcell" class="select-cell">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={messages.selectRow}
            checked={isSelected}
            onClick={(event) => {
              event.stopPropagation();
              onPoint();
              onSelect(event.shiftKey);
            }}
          />
        </span>
      ) : null}
      {table.columns.map(({ key, isNumeric, cell }) => (
        <span key={key} role="gridcell" class={isNumeric === true ? "cell numeric" : "cell"}>
          {cell(row)}
        </span>
      ))}
    </div>
  );
}
