import { styleText } from "node:util";
import { visibleText } from "./visible-text.ts";

/** The looks that the command line uses. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan" | "magenta";

/** A piece of a line: what it says, and how it looks where there are colours. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** What a cell says, with control characters escaped. */
export function cellText(cell: Cell): string {
  return visibleText(typeof cell === "string" ? cell : cell.text);
}

/** Gives a finished text the look of its cell. */
export function paintCell(cell: Cell, text: string): string {
  return typeof cell === "string" ? text : styleText(cell.style, text, { validateStream: false });
}
