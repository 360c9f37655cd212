/** A value that others may watch. */
export interface Readable<T> {
  get(): T;
  /** @returns what ends it */
  subscribe(listener: () => void): () => void;
}

/** A value that can be set. */
export interface Store<T> extends Readable<T> {
  set(next: T): void;
}

/** Makes a store. Setting what it holds already tells nobody. */
export function makeStore<T>(initial: T): Store<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
