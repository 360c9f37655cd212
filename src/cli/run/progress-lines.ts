import type { OutputStream } from "../output.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunObserver } from "./observer.ts";

const FIRST_MS = 1330;
const STEP_MS = 1000;

/** Says from time to time how many nodes are done: a line each, for logs; over the last one where scripts expect it so. */
export class ProgressLines implements RunObserver {
  readonly #stderr: OutputStream;
  readonly #total: number;
  readonly #isCompat: boolean;
  #timer: NodeJS.Timeout | null;
  #done = new Set<string>();
  #shown = -1;
  #shownLength = 0;

  constructor(stderr: OutputStream, total: number, isCompat: boolean) {
    this.#stderr = stderr;
    this.#total = total;
    this.#isCompat = isCompat;
    this.#timer = setTimeout(() => this.#tick(), FIRST_MS);
  }

  ended(node: string, _result: NodeResult): void {
    this.#done.add(node);
  }

  again(nodes: readonly string[]): void {
    for (const node of nodes) this.#done.delete(node);
  }

  hide(): void {
    if (this.#shownLength > 0) this.#stderr.write(`${" ".repeat(this.#shownLength)}\r`);
    this.#shownLength = 0;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.hide();
  }

  #tick(): void {
    this.#timer = setTimeout(() => this.#tick(), this.#isCompat ? STEP_MS / 3 : STEP_MS);
    if (this.#done.size === this.#shown && !this.#isCompat) return;
    this.#shown = this.#done.size;
    const count = `${String(this.#shown).padStart(String(this.#total).length)}/${this.#total}`;
    if (!this.#isCompat) return void this.#stderr.write(`runyard: ${count} done\n`);
    this.#shownLength = count.length + 7;
    this.#stderr.write(`clush: ${count}\r`);
  }
}
