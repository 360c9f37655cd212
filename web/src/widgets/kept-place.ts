import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { VirtualRows } from "./use-virtual-rows.ts";

/** Where somebody is in a table: whoever comes back to it goes on there. */
export interface TablePlace {
  topPx: number;
  cursor: number;
  /** Whether the table had the keyboard when it was left. */
  hasKeyboard: boolean;
}

/** Brings a table back to where it was left, as soon as there are rows enough. @returns what is to hear of scrolling */
export function useKeptPlace(
  { scroller, heightPx, onScroll }: VirtualRows,
  cursor: number,
  place: TablePlace | undefined,
): () => void {
  const wantedPx = useRef(place?.topPx ?? 0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || wantedPx.current === 0 || heightPx < wantedPx.current) return;
    element.scrollTop = wantedPx.current;
    wantedPx.current = 0;
  }, [heightPx]);
  useEffect(() => {
    if (place?.hasKeyboard === true) scroller.current?.focus({ preventScroll: true });
    if (place !== undefined) place.hasKeyboard = false;
  }, []);
  useEffect(() => {
    if (place !== undefined) place.cursor = cursor;
  }, [place, cursor]);
  return () => {
    wantedPx.current = 0;
    if (place !== undefined) place.topPx = scroller.current?.scrollTop ?? 0;
    onScroll();
  };
}
