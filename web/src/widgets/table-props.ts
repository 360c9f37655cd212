import type { ComponentChildren } from "preact";
import type { TablePlace } from "./kept-place.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** As CSS says it for a grid: `8rem`, `minmax(6rem, 1fr)`. */
  readonly width: string;
  readonly isSortable?: boolean;
  readonly isNumeric?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

/** What a table shows, and what can be done with it. */
export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly onOpen: (row: Row) => void;
  /** The key of the column that it is sorted by; `-` before it: from its end. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** The keys of the rows that are selected, where rows can be. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  /** Where it was left, and is kept up to date. */
  readonly place?: TablePlace;
  /** Told which rows are drawn. */
  readonly onSight?: (rows: readonly Row[]) => void;
}
