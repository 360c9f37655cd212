/** Where the cells of a grid stand. */
export interface GridLayout {
  /** From one cell to the next, in pixels. */
  readonly pitchPx: number;
  readonly columns: number;
  readonly rows: number;
  /** The height of the whole grid, and of the part in sight. */
  readonly heightPx: number;
  readonly shownPx: number;
}

/** The largest first: at the smallest a screen still shows 10,000 cells. */
const pitches = [30, 22, 16, 12, 9] as const;
const tallestPx = 340;

/** Cells as large as the width lets them be without much scrolling. */
export function layOutGrid(count: number, widthPx: number): GridLayout {
  const fitting =
    pitches.find((pitch) => heightOf(count, widthPx, pitch) <= tallestPx) ?? pitches.at(-1) ?? 9;
  const columns = columnsOf(widthPx, fitting);
  const heightPx = heightOf(count, widthPx, fitting);
  return {
    pitchPx: fitting,
    columns,
    rows: Math.ceil(count / columns),
    heightPx,
    shownPx: Math.min(heightPx, tallestPx),
  };
}

/** Where a key moves the cursor; undefined for a key that does not. */
export function moveInGrid(
  key: string,
  at: number,
  count: number,
  { columns, pitchPx, shownPx }: GridLayout,
): number | undefined {
  const page = columns * Math.max(1, Math.floor(shownPx / pitchPx) - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, at + step));
}

function columnsOf(widthPx: number, pitchPx: number): number {
  return Math.max(1, Math.floor(widthPx / pitchPx));
}

function heightOf(count: number, widthPx: number, pitchPx: number): number {
  return Math.ceil(count / columnsOf(widthPx, pitchPx)) * pitchPx;
}
