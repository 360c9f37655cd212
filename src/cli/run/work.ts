import type { NodeSet } from "../../nodeset/mod.ts";
import type { Interruptible } from "../nodeset/groups.ts";
import type { Reader } from "../nodeset/reader.ts";
import type { OutputStream } from "../output.ts";
import type { RunOptions } from "./options.ts";
import type { RunSettings } from "./settings.ts";

/** What `runyard run` works with besides its words. */
export interface RunSurroundings {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Which of the streams are terminals. */
  readonly terminals: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the work with groups on Ctrl-C; without it, nothing does. */
  readonly interruptible?: Interruptible;
  /** Listens for Ctrl-C while commands run: once, and once more. @returns the end of listening */
  readonly onStop?: (first: () => void, second: () => void) => () => void;
}

/** What a command line means on this machine. */
export interface Work {
  readonly options: RunOptions;
  readonly settings: RunSettings;
  readonly reader: Reader<NodeSet>;
  readonly surroundings: RunSurroundings;
}
