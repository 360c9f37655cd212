import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows of one height, of which only those in sight are drawn. */
export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The height of what is scrolled, in pixels. */
  readonly heightPx: number;
  /** The first row that is drawn, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Whether the last row is in sight. */
  readonly isAtEnd: boolean;
  /** Where a row stands, in pixels from the top of what is scrolled. */
  readonly topOf: (row: number) => number;
  /** Brings a row into sight, if it is not. */
  readonly reveal: (row: number, place?: "nearest" | "center" | "end") => void;
  readonly onScroll: () => void;
}

/** Browsers end elements at some 17 million pixels: what is longer is scrolled in longer steps. */
const mostPx = 8_000_000;
const beyond = 12;

/** @param headPx what stands above the rows and stays there */
export function useVirtualRows(count: number, rowPx: number, headPx = 0): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const [top, height] = [element.scrollTop, element.clientHeight];
    setView((old) => (old.top === top && old.height === height ? old : { top, height }));
  }, []);
  useLayoutEffect(() => {
    measure();
    if (scroller.current === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [measure]);
  const bodyPx = Math.max(0, view.height - headPx);
  const fullPx = count * rowPx;
  const heightPx = Math.min(fullPx, mostPx);
  const ratio = heightPx < fullPx ? (fullPx - bodyPx) / (heightPx - bodyPx) : 1;
  const offset = view.top * ratio;
  const first = Math.max(0, Math.floor(offset / rowPx) - beyond);
  return {
    scroller,
    heightPx,
    first,
    end: Math.min(count, Math.ceil((offset + bodyPx) / rowPx) + beyond),
    isAtEnd: offset + bodyPx >= fullPx - rowPx,
    topOf: (row) => view.top + row * rowPx - offset,
    onScroll: measure,
    reveal(row, place = "nearest") {
      const element = scroller.current;
      if (element === null) return;
      const now = element.scrollTop * ratio;
      const [top, bottom] = [row * rowPx, (row + 1) * rowPx - bodyPx];
      const centred = top - (bodyPx - rowPx) / 2;
      const nearest = Math.min(Math.max(now, bottom), top);
      const wanted = place === "center" ? centred : place === "end" ? bottom : nearest;
      element.scrollTop = Math.max(0, wanted / ratio);
      measure();
    },
  };
}
