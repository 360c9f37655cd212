import { styleColour } from "../../widgets/style-colour.ts";
import type { GridLayout } from "./grid-layout.ts";
import type { ItemPhase } from "./item-phases.ts";
import type { KnownItem } from "./live-items.ts";

/** What is drawn, and how. */
export interface CellDrawing {
  readonly items: readonly KnownItem[];
  readonly layout: GridLayout;
  /** How far it is scrolled. */
  readonly topPx: number;
  readonly widthPx: number;
  /** The item that the keyboard is at; null without it. */
  readonly cursor: number | null;
  readonly selected: number | null;
  /** Others are drawn pale. */
  readonly only: ItemPhase | null;
}

type Tokens = Readonly<Record<ItemPhase | "ground" | "text", string>>;

const tokenNames: Tokens = {
  waiting: "line-strong",
  running: "phase-run",
  complete: "phase-done",
  failed: "phase-fail",
  blocked: "phase-hold",
  ground: "surface",
  text: "text",
};

/** Draws the cells in sight: each phase has a colour and a form of its own. */
export function drawCells(canvas: HTMLCanvasElement, drawing: CellDrawing): void {
  const { items, layout, topPx, widthPx } = drawing;
  const context = prepare(canvas, widthPx, layout.shownPx);
  if (context === null) return;
  const colours = coloursNow();
  const first = Math.floor(topPx / layout.pitchPx) * layout.columns;
  const end = Math.min(items.length, Math.ceil((topPx + layout.shownPx) / layout.pitchPx) * layout.columns);
  const size = layout.pitchPx - gapOf(layout.pitchPx);
  for (let index = first; index < end; index++) {
    const item = items[index];
    if (item === undefined) continue;
    const x = (index % layout.columns) * layout.pitchPx;
    const y = Math.floor(index / layout.columns) * layout.pitchPx - topPx;
    context.globalAlpha = drawing.only === null || drawing.only === item.phase ? 1 : 0.18;
    drawCell(context, item, { x, y, size }, colours);
    context.globalAlpha = 1;
    if (index === drawing.cursor || index === drawing.selected) ring(context, { x, y, size }, colours);
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function drawCell(context: CanvasRenderingContext2D, item: KnownItem, box: Box, colours: Tokens): void {
  const { x, y, size } = box;
  context.fillStyle = colours[item.phase];
  context.strokeStyle = colours[item.phase];
  context.lineWidth = size < 12 ? 1 : 1.5;
  switch (item.phase) {
    case "complete":
      return context.fillRect(x, y, size, size);
    case "failed":
      context.fillRect(x, y, size, size);
      return cross(context, box, colours.ground);
    case "running":
      context.strokeRect(x + 0.75, y + 0.75, size - 1.5, size - 1.5);
      return fillFromBelow(context, box, item.progress ?? 0.35);
    case "blocked":
      return diamond(context, box);
    case "waiting": {
      const inset = Math.round(size * 0.32);
      return context.fillRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
    }
  }
}

function cross(context: CanvasRenderingContext2D, { x, y, size }: Box, colour: string): void {
  const inset = size * 0.25;
  context.strokeStyle = colour;
  context.lineWidth = size < 12 ? 1.25 : 2.25;
  context.beginPath();
  context.moveTo(x + inset, y + inset);
  context.lineTo(x + size - inset, y + size - inset);
  context.moveTo(x + size - inset, y + inset);
  context.lineTo(x + inset, y + size - inset);
  context.stroke();
}

function fillFromBelow(context: CanvasRenderingContext2D, { x, y, size }: Box, fraction: number): void {
  const height = Math.round(size * Math.min(1, Math.max(0.12, fraction)));
  context.fillRect(x, y + size - height, size, height);
}

function diamond(context: CanvasRenderingContext2D, { x, y, size }: Box): void {
  const half = size / 2;
  context.beginPath();
  context.moveTo(x + half, y);
  context.lineTo(x + size, y + half);
  context.lineTo(x + half, y + size);
  context.lineTo(x, y + half);
  context.closePath();
  context.fill();
}

/** Inside of the cell, for there is no room at the edges of the grid. */
function ring(context: CanvasRenderingContext2D, { x, y, size }: Box, { text, ground }: Tokens): void {
  for (const [inset, colour] of [
    [1, text],
    [2.5, ground],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = inset === 1 ? 2 : 1;
    context.strokeRect(x + inset, y + inset, size - 2 * inset, size - 2 * inset);
  }
}

function gapOf(pitch: number): number {
  return pitch > 12 ? 3 : 2;
}

/** The canvas in the pixels of the screen. */
function prepare(
  canvas: HTMLCanvasElement,
  widthPx: number,
  heightPx: number,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, widthPx, heightPx);
  return context;
}

let known: { readonly key: string; readonly colours: Tokens } | undefined;

/** A canvas knows no variables of the style: they are asked for once a theme. */
function coloursNow(): Tokens {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const key = `${document.documentElement.dataset["theme"] ?? ""} ${isDark}`;
  if (known?.key !== key) {
    const entries = Object.entries(tokenNames).map(([of, name]) => [of, styleColour(name)] as const);
    known = { key, colours: Object.fromEntries(entries) as Tokens };
  }
  return known.colours;
}
