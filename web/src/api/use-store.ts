import { useEffect, useReducer, useRef } from "preact/hooks";
import type { Readable } from "./store.ts";

/** What a store holds, or a part of it: the component is drawn again when that changes. */
export function useStore<T>(store: Readable<T>): T;
export function useStore<T, Part>(store: Readable<T>, select: (value: T) => Part): Part;
export function useStore<T>(store: Readable<T>, select: (value: T) => unknown = (value) => value): unknown {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const latest = useRef({ select, shown: select(store.get()) });
  latest.current = { select, shown: select(store.get()) };
  useEffect(() => {
    const check = (): void => {
      const { select: choose, shown } = latest.current;
      if (!Object.is(choose(store.get()), shown)) redraw(undefined);
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return latest.current.shown;
}
