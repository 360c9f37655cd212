import { type Worker, isForAll } from "../../task/mod.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import { makeCommandWorker, makeCopyWorkers } from "./make-workers.ts";
import type { Work } from "./work.ts";

/** What does it on the nodes, one after the other. */
export function commandWorkers(nodes: readonly string[], work: Work): readonly Worker[] {
  const { copy, isCompat } = work.options;
  try {
    return copy === null ? [commandWorker(nodes, work)] : makeCopyWorkers(copy, nodes, work.options);
  } catch (error) {
    // What is wrong with a command, a template or a path is wrong with the command line; the peer takes it for a failure.
    const isMistake = error instanceof SyntaxError || error instanceof RangeError;
    if (isMistake && !isCompat) throw new UsageError(error.message);
    throw error;
  }
}

function commandWorker(
  nodes: readonly string[],
  { options, settings }: Pick<Work, "options" | "settings">,
): Worker {
  const { commandPrefix } = settings;
  const command = commandPrefix === "" ? options.command : `${commandPrefix} ${options.command}`;
  const isInParts = options.batch !== null || options.retry !== null;
  if (isInParts && options.worker === "exec" && isForAll(command))
    throw new UsageError("A command with %hosts runs once for all nodes: not with --batch or --retry");
  return makeCommandWorker(command, nodes, options.worker);
}
