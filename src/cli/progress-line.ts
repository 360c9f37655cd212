import { formatDuration } from "../core/mod.ts";
import type { JobView } from "../server/api.ts";
import { itemsDone } from "./job-figures.ts";
import type { Output } from "./output.ts";
import { phaseCell } from "./phase-cell.ts";

const TICK_MS = 500;

/**
 * What is seen while a job is waited for: on a terminal one line that is rewritten in place, elsewhere a line for each
 * change of phase. Both on standard error.
 */
export class ProgressLine {
  readonly #output: Output;
  readonly #inPlace: boolean;
  readonly #since: number = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #job: JobView | undefined;

  /** @param inPlace whether a line may be rewritten: not where the job's own output is shown as well */
  constructor(output: Output, inPlace: boolean) {
    this.#output = output;
    this.#inPlace = inPlace && output.notesOnTerminal;
  }

  /** Shows how a job is now. */
  update(job: JobView): void {
    const changed = this.#job?.phase !== job.phase;
    this.#job = job;
    if (this.#inPlace) {
      this.#draw();
      this.#timer ??= setInterval(() => this.#draw(), TICK_MS).unref();
    } else if (changed)
      // What it does before its first item is over before anybody has read it.
      this.#output.note(phaseCell(job.phase), job.phase === "EXECUTING" ? "" : reason(job));
  }

  /** Makes room for a line of something else; the next update draws it again. */
  clear(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.#inPlace || this.#job === undefined) return;
    this.#output.progress("");
    this.#job = undefined;
  }

  #draw(): void {
    const job = this.#job;
    if (job === undefined) return;
    const elapsed = formatDuration(performance.now() - this.#since);
    const items = itemsDone(job);
    this.#output.progress(`${job.phase}${items === "" ? "" : `  ${items} items`}  ${elapsed}${reason(job)}`);
  }
}

function reason(job: JobView): string {
  return job.waitsFor === null ? "" : `  (${job.waitsFor})`;
}
