import type { NodeSet } from "../../nodeset/mod.ts";
import { foldingOf } from "../nodeset/folding.ts";
import type { Reader } from "../nodeset/reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Keys } from "./keys.ts";
import type { GatherCommandOptions } from "./options.ts";

/** How what was read is shown, and where. */
export interface Display {
  readonly options: GatherCommandOptions;
  readonly reader: Reader<NodeSet>;
  readonly keys: Keys;
  readonly writer: ByteWriter;
  readonly colours: boolean;
}

/** A set of nodes as the options want it written. */
export async function nodesText(nodes: NodeSet, { options, reader }: Display): Promise<string> {
  if (options.regroups) return await reader.regroup(nodes, {});
  return nodes.fold(foldingOf({ autostep: null, axis: options.axis }, nodes.size));
}
