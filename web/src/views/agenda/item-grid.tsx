import type { JSX, RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { messages } from "../../messages.ts";
import { visibleText } from "../../widgets/visible-text.ts";
import { type CellDrawing, drawCells } from "./draw-cells.ts";
import { type GridLayout, layOutGrid, moveInGrid } from "./grid-layout.ts";
import type { ItemPhase } from "./item-phases.ts";
import type { KnownItem } from "./live-items.ts";
import { useThemeChanges } from "./use-theme-changes.ts";
import { useWidth } from "./use-width.ts";

interface ItemGridProps {
  readonly items: readonly KnownItem[];
  /** Changes with the items. */
  readonly version: number;
  readonly only: ItemPhase | null;
  readonly selected: number | null;
  readonly onSelect: (index: number) => void;
}

/** All items as cells, coloured by phase: only those in sight are drawn. Arrows move, enter opens, `f` finds the next failed one. */
export function ItemGrid(props: ItemGridProps): JSX.Element {
  const { items, version, only, selected, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const widthPx = useWidth(scroller);
  const [topPx, setTop] = useState(0);
  const [cursor, setCursor] = useState(selected ?? 0);
  const [isFocused, setFocused] = useState(false);
  const optionId = useId();
  const layout = layOutGrid(items.length, Math.max(1, widthPx));
  const at = Math.min(cursor, Math.max(0, items.length - 1));
  useDrawing(
    canvas,
    { items, layout, topPx, widthPx, cursor: isFocused ? at : null, selected, only },
    version,
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = cursorAfter(event, items, at, layout);
    if (next === undefined) return;
    event.preventDefault();
    if (next === "open") return onSelect(at);
    setCursor(next);
    reveal(scroller.current, layout, next);
  };
  const { hovered, ...mouse } = useMouse(layout, items.length, (index) => {
    setCursor(index);
    onSelect(index);
  });
  return (
    <div class="item-grid-place">
      <div
        class="item-grid"
        ref={scroller}
        role="listbox"
        tabIndex={0}
        aria-label={messages.agenda.grid(items.length)}
        aria-activedescendant={items.length > 0 ? optionId : undefined}
        style={{ height: `${layout.shownPx}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={onKeyDown}
        {...mouse}
      >
        <div style={{ height: `${layout.heightPx}px` }}>
          <canvas ref={canvas} aria-hidden style={{ width: `${widthPx}px`, height: `${layout.shownPx}px` }} />
          <CursorOption id={optionId} items={items} at={at} isSelected={selected === at} />
        </div>
      </div>
      <p class="item-tip hint" aria-hidden>
        {tipText(items[hovered ?? (isFocused ? at : -1)]) ?? messages.agenda.gridHint}
      </p>
    </div>
  );
}

function useDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  drawing: CellDrawing,
  version: number,
): void {
  const theme = useThemeChanges();
  const { items, topPx, widthPx, cursor, selected, only } = drawing;
  useEffect(() => {
    if (canvas.current !== null && widthPx > 0) drawCells(canvas.current, drawing);
  }, [items, version, topPx, widthPx, cursor, selected, only, theme]);
}

interface Mouse {
  readonly hovered: number | null;
  readonly onMouseMove: (event: MouseEvent) => void;
  readonly onMouseLeave: () => void;
  readonly onClick: (event: MouseEvent) => void;
}

function useMouse(layout: GridLayout, count: number, onPick: (index: number) => void): Mouse {
  const [hovered, setHovered] = useState<number | null>(null);
  return {
    hovered,
    onMouseMove: (event) => setHovered(indexUnder(event, layout, count)),
    onMouseLeave: () => setHovered(null),
    onClick(event) {
      const index = indexUnder(event, layout, count);
      if (index !== null) onPick(index);
    },
  };
}

/** The cell that the keyboard is at, for those who do not see it. */
function CursorOption(props: {
  readonly id: string;
  readonly items: readonly KnownItem[];
  readonly at: number;
  readonly isSelected: boolean;
}): JSX.Element | null {
  const { id, items, at, isSelected } = props;
  const text = tipText(items[at]);
  if (text === undefined) return null;
  return (
    <span
      id={id}
      class="hidden"
      role="option"
      aria-selected={isSelected}
      aria-posinset={at + 1}
      aria-setsize={items.length}
    >
      {text}
    </span>
  );
}

function tipText(item: KnownItem | undefined): string | undefined {
  if (item === undefined) return undefined;
  const percent = item.progress === null || item.phase !== "running" ? null : Math.floor(item.progress * 100);
  return messages.agenda.cell(visibleText(item.name), messages.phases[item.phase], percent);
}

/** Where a key moves the cursor, or that it opens what is there; undefined for one that does neither. */
function cursorAfter(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  items: readonly KnownItem[],
  at: number,
  layout: GridLayout,
): number | "open" | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (key === "Enter" || key === " ") return "open";
  return key === "f" ? nextFailed(items, at) : moveInGrid(key, at, items.length, layout);
}

function nextFailed(items: readonly KnownItem[], at: number): number | undefined {
  const after = items.findIndex(({ phase }, index) => index > at && phase === "failed");
  const found = after === -1 ? items.findIndex(({ phase }) => phase === "failed") : after;
  return found === -1 ? undefined : found;
}

function indexUnder(event: MouseEvent, { pitchPx, columns }: GridLayout, count: number): number | null {
  const { currentTarget, clientX, clientY } = event;
  if (!(currentTarget instanceof HTMLElement)) return null;
  const box = currentTarget.getBoundingClientRect();
  const column = Math.floor((clientX - box.left - currentTarget.clientLeft) / pitchPx);
  const row = Math.floor((clientY - box.top - currentTarget.clientTop + currentTarget.scrollTop) / pitchPx);
  const index = row * columns + column;
  return column >= 0 && column < columns && index >= 0 && index < count ? index : null;
}

function reveal(
  scroller: HTMLElement | null,
  { pitchPx, columns, shownPx }: GridLayout,
  index: number,
): void {
  if (scroller === null) return;
  const top = Math.floor(index / columns) * pitchPx;
  scroller.scrollTop = Math.min(top, Math.max(scroller.scrollTop, top + pitchPx - shownPx));
}
