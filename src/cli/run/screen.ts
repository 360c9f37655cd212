import type { Gather } from "../../task/gather/mod.ts";
import type { OutputStream } from "../output.ts";
import { LiveView } from "./live-view.ts";
import type { RunObserver } from "./observer.ts";
import type { RunOptions } from "./options.ts";
import { ProgressLines } from "./progress-lines.ts";
import type { RunSurroundings } from "./work.ts";
import type { RunSettings } from "./settings.ts";

/** The streams of a run, with a view of its progress on the terminal that gives way to whatever is written. */
export class Screen {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly #raw: OutputStream;
  readonly #makesView: boolean;
  readonly #makesLines: boolean;
  readonly #isCompat: boolean;
  #view: { hide(): void; close(): void } | null = null;

  constructor(
    { stdout, stderr, terminals }: RunSurroundings,
    { form, showsProgress, isCompat, verbose, debug }: RunOptions,
    { isQuiet }: RunSettings,
  ) {
    this.#raw = stderr;
    this.#isCompat = isCompat;
    this.#makesView = terminals.stderr && !isQuiet && !isCompat && form !== "json" && !verbose && !debug;
    this.#makesLines = !this.#makesView && (showsProgress || (isCompat && form !== "live" && !isQuiet));
    // What goes elsewhere does not disturb it.
    this.stdout = terminals.stdout && terminals.stderr ? this.#givingWay(stdout) : stdout;
    this.stderr = this.#givingWay(stderr);
  }

  /** @param gather what the groups are made of that are shown while they form; null: there are none */
  watch(nodes: readonly string[], gather: Gather | null): readonly RunObserver[] {
    if (this.#makesView) {
      const view = new LiveView(this.#raw, nodes.length, gather);
      this.#view = view;
      return [view];
    }
    if (!this.#makesLines) return [];
    const lines = new ProgressLines(this.#raw, nodes.length, this.#isCompat);
    this.#view = lines;
    return [lines];
  }

  /** The view is taken away, and does not come back. */
  close(): void {
    this.#view?.close();
    this.#view = null;
  }

  #givingWay(stream: OutputStream): OutputStream {
    return {
      write: (chunk) => {
        this.#view?.hide();
        return stream.write(chunk);
      },
      once: (event, listener) => stream.once(event, listener),
    };
  }
}
