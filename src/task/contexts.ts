import { AsyncLocalStorage } from "node:async_hooks";

/** What belongs to whom: one thing for each context, for all that is outside of any, and for objects that have one. */
export class Contexts<Thing extends object> {
  readonly #make: () => Thing;
  readonly #storage = new AsyncLocalStorage<{ thing: Thing | null }>();
  readonly #outermost: { thing: Thing | null } = { thing: null };
  readonly #owned = new WeakMap<object, Thing>();

  constructor(make: () => Thing) {
    this.#make = make;
  }

  /** That of the context that this is called in. */
  self(): Thing {
    const context = this.#context();
    context.thing ??= this.#make();
    return context.thing;
  }

  /** Calls a function in a context of its own. */
  within<T>(call: () => T): T {
    return this.#storage.run({ thing: null }, call);
  }

  /** That of an object: the same each time. */
  of(owner: object): Thing {
    const thing = this.#owned.get(owner) ?? this.#make();
    this.#owned.set(owner, thing);
    return thing;
  }

  /** The context has another from here on, where it has this one. */
  release(thing: Thing): void {
    const context = this.#context();
    if (context.thing === thing) context.thing = null;
  }

  #context(): { thing: Thing | null } {
    return this.#storage.getStore() ?? this.#outermost;
  }
}
