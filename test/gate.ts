import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lets a test and the commands that it runs wait for each other, so that nothing hangs on how fast either is. */
export class Gate implements Disposable {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "runyard-gate-"));

  constructor() {
    // Commands may be another user's.
    chmodSync(this.#folder, 0o777);
  }

  /** For sh: waits until the gate is open. */
  get wait(): string {
    return `until test -e '${this.path}'; do sleep 0.02; done`;
  }

  /** The file whose being there opens it. */
  get path(): string {
    return join(this.#folder, "open");
  }

  /** For sh: says that a command has come so far. */
  get arrive(): string {
    return `: > '${this.#folder}/at-'$$`;
  }

  /** For sh: says so, and waits until so many have. */
  meet(count: number): string {
    return `${this.arrive}; until test $(ls '${this.#folder}' | grep -c at-) -ge ${count}; do sleep 0.02; done`;
  }

  /** How many commands have said that they have come so far. */
  get arrived(): number {
    return readdirSync(this.#folder).filter((name) => name.startsWith("at-")).length;
  }

  get isOpen(): boolean {
    return existsSync(this.path);
  }

  open(): void {
    writeFileSync(this.path, "");
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
