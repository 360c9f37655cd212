/**
 * A typed emitter: one map of event names to payloads. A listener that throws is reported and breaks nothing.
 *
 * @example
 * const emitter = new Emitter<{ changed: number }>();
 * const off = emitter.on("changed", (value) => console.log(value));
 * emitter.emit("changed", 1);
 * off();
 */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();
  readonly #report: (error: unknown) => void;

  /** @param report where the errors of listeners go; without it they are thrown at the next turn of the loop */
  constructor(report: (error: unknown) => void = throwLater) {
    this.#report = report;
  }

  /** Subscribes to an event. @returns the function that ends the subscription */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Calls every listener of an event, in the order of subscription. */
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (payload: Events[Name]) => void)(payload);
      } catch (error) {
        this.#report(error);
      }
    }
  }

  /** How many listen to an event. */
  count(name: keyof Events): number {
    return this.#listeners.get(name)?.size ?? 0;
  }
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
