import type { NodeSet } from "../../nodeset/mod.ts";
import type { StreamName } from "../../task/mod.ts";
import type { Reader } from "../nodeset/reader.ts";
import type { OutputStream } from "../output.ts";
import type { RunOptions } from "./options.ts";
import type { RunSettings } from "./settings.ts";
import type { Voice } from "./voice.ts";

/** What a run is shown with. */
export interface Presentation {
  readonly options: RunOptions;
  readonly settings: RunSettings;
  readonly reader: Reader<NodeSet>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly colours: Readonly<Record<StreamName, boolean>>;
  readonly voice: Voice;
}

/** How exit codes are told with both `-q` and `-S`: not at all, as the code of the command says it. */
export function tellsCodes({ settings }: Pick<Presentation, "settings">): boolean {
  return !(settings.isQuiet && settings.returnsLargest);
}
