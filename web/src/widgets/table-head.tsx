import type { JSX } from "preact";
import { messages } from "../messages.ts";
import type { Column, DataTableProps } from "./table-props.ts";

/** The titles of a table, which sort it, and the box that selects all of it. */
export function TableHead<Row>(props: DataTableProps<Row>): JSX.Element {
  const { columns, rows, keyOf, selected, onSelect, sort = "", onSort } = props;
  const isAll = rows.length > 0 && selected !== undefined && selected.size >= rows.length;
  return (
    <div class="table-head" role="rowgroup">
      <div class="table-row" role="row" aria-rowindex={1}>
        {onSelect === undefined ? null : (
          <span role="columnheader" class="select-cell">
            <input
              type="checkbox"
              aria-label={messages.selectAll}
              checked={isAll}
              onClick={() => onSelect(isAll ? new Set() : new Set(rows.map(keyOf)))}
            />
          </span>
        )}
        {columns.map((column) => (
          <Title key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
    </div>
  );
}

interface TitleProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string;
  readonly onSort: ((sort: string) => void) | undefined;
}

function Title<Row>({ column, sort, onSort }: TitleProps<Row>): JSX.Element {
  const { key, title, isNumeric = false, isSortable = false } = column;
  const direction = sort === key ? "ascending" : sort === `-${key}` ? "descending" : undefined;
  return (
    <span role="columnheader" class={isNumeric ? "cell numeric" : "cell"} aria-sort={direction}>
      {isSortable && onSort !== undefined ? (
        <button
          type="button"
          class="sort"
          onClick={() => onSort(direction === "ascending" ? `-${key}` : key)}
        >
          {title}
        </button>
      ) : (
        title
      )}
    </span>
  );
}
