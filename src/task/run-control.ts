import { parseDuration } from "../core/mod.ts";
import { ResultsReader } from "./results-reader.ts";
import type { Run } from "./run.ts";

/** What can be asked of the run that is under way. */
export abstract class RunControl extends ResultsReader {
  protected abstract get current(): Run | null;

  /**
   * Asks what runs to end, as Ctrl-C does: nothing more is started, and the run is over when they have ended.
   *
   * @param grace after so much time they are killed: seconds, or a text like `10s`; a day unless told
   */
  interrupt({ grace = "1d" }: { readonly grace?: number | string } = {}): void {
    this.current?.interrupt(parseDuration(grace));
  }

  /** Starts nothing more; the run is over when what runs has ended. */
  stopStarting(): void {
    this.current?.stopStarting();
  }

  /** Kills what runs. */
  kill(): void {
    this.current?.kill();
  }

  /**
   * Reads no more of what is written, until it is told that it may: commands wait then as soon as their pipes are full.
   * Times go on, and what is given up is ended. Commands that end meanwhile are heard of later.
   */
  holdOutput(isHeld: boolean): void {
    this.current?.holdOutput(isHeld);
  }

  /** Keys whose commands run now, and keys whose turn has not come. */
  progress(): { readonly running: readonly string[]; readonly waiting: readonly string[] } {
    return this.current?.progress() ?? { running: [], waiting: [] };
  }
}
