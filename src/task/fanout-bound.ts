import { readFileSync } from "node:fs";

/** What each command takes at most: three pipes here, and one while it starts. */
const EACH = 4;
/** What a program has open besides. */
const OTHERS = 32;

/** So many commands run at once as there are descriptors for (`ulimit -n`): one too many would fail its node. */
export class FanoutBound {
  readonly #warn: (line: string) => void;
  #most: number | null = null;
  #isTold = false;

  /** @param warn told once, where fewer run than was asked for */
  constructor(warn: (line: string) => void) {
    this.#warn = warn;
  }

  of(fanout: number): number {
    this.#most ??= Math.max(1, Math.floor((descriptorLimit() - OTHERS) / EACH));
    if (fanout <= this.#most) return fanout;
    if (!this.#isTold)
      this.#warn(
        `only ${this.#most === 1 ? "one command runs" : `${this.#most} commands run`} at once, and not ${fanout}: this process may not open more files (ulimit -n)`,
      );
    this.#isTold = true;
    return this.#most;
  }
}

/** How many files this process, and those that it starts, may have open. */
function descriptorLimit(): number {
  try {
    const [, soft = ""] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1")) ?? [];
    return soft === "" ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
