/** The properties of a schedule, as its work reads and sets them. What it sets is kept when its job has ended. */
export class ScheduleProperties {
  readonly #values: Map<string, string>;
  readonly #changes = new Map<string, string | null>();

  /** @param set what earlier jobs set, before what is written; null where they cleared it */
  constructor(written: Readonly<Record<string, string>>, set: Readonly<Record<string, string | null>> = {}) {
    this.#values = new Map(Object.entries(mergedProperties(written, set)));
  }

  /** @throws {RangeError} where there is none, and no other value is given for that case */
  get(name: string, otherwise?: string): string {
    const value = this.#values.get(name) ?? otherwise;
    if (value !== undefined) return value;
    throw new RangeError(`Cannot read the property "${name}": the schedule has none of this name`);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** @throws {TypeError} where the value is no text */
  set(name: string, value: string): void {
    if (typeof value !== "string")
      throw new TypeError(`Cannot set the property "${name}": its value is no text`);
    this.#values.set(name, value);
    this.#changes.set(name, value);
  }

  clear(name: string): void {
    this.#values.delete(name);
    this.#changes.set(name, null);
  }

  /** What was set, and null for what was cleared. */
  get changes(): Readonly<Record<string, string | null>> {
    return Object.fromEntries(this.#changes);
  }
}

/** The properties as they are written, with what was set since. */
export function mergedProperties(
  written: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> {
  const all = Object.entries({ ...written, ...set });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}
