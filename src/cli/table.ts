import { type Cell, cellText, paintCell } from "./cell.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "right";
  /** Whether it may be cut where the table is wider than the terminal. */
  readonly shrinks?: boolean;
}

/** How a table is written. */
export interface TableLook {
  /** Columns of the terminal; null: never cut. */
  readonly width: number | null;
  readonly colours: boolean;
}

const GAP = "  ";
const NARROWEST = 8;

/** The lines of an aligned table, its titles first. Control characters in cells are escaped, so a row is one line. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  look: TableLook,
): readonly string[] {
  const titles = columns.map(({ title }): Cell => ({ text: title, style: "dim" }));
  const all = [titles, ...rows];
  const natural = columns.map((_, place) =>
    all.reduce((widest, row) => Math.max(widest, displayWidth(cellText(row[place] ?? ""))), 0),
  );
  const widths = fit(columns, natural, look.width);
  return all.map((row) => formatRow(columns, row, widths, look.colours));
}

function fit(
  columns: readonly Column[],
  natural: readonly number[],
  width: number | null,
): readonly number[] {
  if (width === null) return natural;
  const gaps = GAP.length * (natural.length - 1);
  let excess = natural.reduce((sum, each) => sum + each, gaps) - width;
  return natural.map((each, place) => {
    if (excess <= 0 || columns[place]?.shrinks !== true) return each;
    const cut = Math.min(excess, Math.max(0, each - NARROWEST));
    excess -= cut;
    return each - cut;
  });
}

function formatRow(
  columns: readonly Column[],
  row: readonly Cell[],
  widths: readonly number[],
  colours: boolean,
): string {
  const cells = columns.map((column, place) => {
    const cell = row[place] ?? "";
    const text = cutToWidth(cellText(cell), widths[place] ?? 0);
    const space = " ".repeat(Math.max(0, (widths[place] ?? 0) - displayWidth(text)));
    const painted = colours ? paintCell(cell, text) : text;
    return column.align === "right" ? space + painted : painted + space;
  });
  return cells.join(GAP).trimEnd();
}
