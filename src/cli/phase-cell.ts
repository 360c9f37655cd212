import type { Cell, Style } from "./cell.ts";

const styles: Readonly<Record<string, Style>> = {
  PENDING: "dim",
  QUEUED: "blue",
  HELD: "yellow",
  EXECUTING: "cyan",
  SUSPENDED: "yellow",
  UNKNOWN: "magenta",
  COMPLETED: "green",
  ERROR: "red",
  ABORTED: "yellow",
  ARCHIVED: "dim",
  waiting: "dim",
  running: "cyan",
  complete: "green",
  failed: "red",
  blocked: "yellow",
};

/** The phase of a job or an item, in its colour. */
export function phaseCell(phase: string): Cell {
  const style = styles[phase];
  return style === undefined ? phase : { text: phase, style };
}
