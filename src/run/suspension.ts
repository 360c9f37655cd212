import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Log, messageOf } from "../core/mod.ts";
import { type Tree, pause, wake } from "../process/mod.ts";

/** What a suspension works with. */
export interface SuspensionParts {
  /** The attempt's folder, which remembers that its processes were stopped. */
  readonly folder: string;
  /** Its processes as they are known now; null while there are none, and where they are not to be stopped. */
  readonly tree: () => Tree | null;
  readonly log: Log;
}

/**
 * Whether an attempt is suspended. Where its processes are to be stopped, a file in its folder says that they were, so
 * that an agent that comes back wakes them.
 */
export class Suspension {
  readonly #parts: SuspensionParts;
  readonly #mark: string;
  #isOn = false;
  #over = Promise.withResolvers<void>();
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SuspensionParts) {
    this.#parts = parts;
    this.#mark = join(parts.folder, "suspended");
  }

  set(isOn: boolean): void {
    if (isOn && !this.#isOn) this.#over = Promise.withResolvers();
    if (!isOn) this.#over.resolve();
    this.#isOn = isOn;
    this.apply();
  }

  /** The attempt is ending: its end wakes what is stopped. */
  end(): void {
    this.#isOn = false;
    this.#over.resolve();
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Fulfilled when it may go on. */
  over(): Promise<void> {
    return this.#isOn ? this.#over.promise : Promise.resolve();
  }

  /** Stops or wakes its processes, as is wanted by then: to be called when there are some. */
  apply(): void {
    this.#work = this.#work
      .then(() => this.#applyNow())
      .catch((error: unknown) => this.#parts.log.error(`cannot suspend an attempt: ${messageOf(error)}`));
  }

  async #applyNow(): Promise<void> {
    const tree = this.#parts.tree();
    if (tree === null) return;
    if (this.#isOn) {
      this.#tryMark();
      await pause(tree, () => this.#isOn);
    } else if (existsSync(this.#mark)) {
      await wake(tree);
      rmSync(this.#mark, { force: true });
    }
  }

  /** A full disk does not keep it from being stopped. */
  #tryMark(): void {
    try {
      writeFileSync(this.#mark, "");
    } catch (error) {
      this.#parts.log.warn(`cannot note that an attempt is suspended: ${messageOf(error)}`);
    }
  }
}
