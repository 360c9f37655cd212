import { Groups, type Interruptible } from "../nodeset/groups.ts";
import { type Reader, nodeReader } from "../nodeset/reader.ts";
import type { NodeSet } from "../../nodeset/mod.ts";
import type { OutputStream } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { visibleText } from "../visible-text.ts";
import { ByteWriter } from "./byte-writer.ts";
import { Keys } from "./keys.ts";
import { type GatherCommandOptions, parseOptions } from "./options.ts";
import { reportGatherError } from "./report-gather-error.ts";
import { gatherInput } from "./gather-input.ts";
import { hasColours } from "./paint.ts";

/** What `runyard gather` works with besides its words. */
export interface GatherSurroundings {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Whether standard output is a terminal. */
  readonly onTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the work with groups on Ctrl-C; without it, nothing does. */
  readonly interruptible?: Interruptible;
}

/**
 * Runs `runyard gather`. Group sources are the only processes that it starts.
 *
 * @param argv what follows the word `gather`
 * @returns the exit code: 0 done, 1 what was given can't be read, 2 the command line is not understood
 */
export async function runGather(argv: readonly string[], surroundings: GatherSurroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  try {
    const options = parseOptions(argv);
    if (options === "help") stdout.write(`${(await import("./help.ts")).gatherHelp}\n`);
    else if (options === "version") stdout.write(`${(await import("../version.ts")).readVersion()}\n`);
    else await run(options, surroundings);
    return exitCodes.success;
  } catch (error) {
    return reportGatherError(error, stderr, surroundings.environment["RUNYARD_DEBUG"] === "1");
  }
}

async function run(options: GatherCommandOptions, surroundings: GatherSurroundings): Promise<void> {
  const reader = makeReader(options, surroundings);
  const keys = new Keys(reader, options.interpretKeys);
  const writer = new ByteWriter(surroundings.stdout);
  const { stdin } = surroundings;
  const display = { options, reader, keys, writer, colours: hasColours(options.color, surroundings) };
  if (options.form === "tree") await (await import("./show-tree.ts")).showTree(stdin, display);
  else {
    using gather = await gatherInput(stdin, display);
    await (await import("./show-blocks.ts")).showBlocks(gather, display);
  }
  await writer.flush();
}

function makeReader(options: GatherCommandOptions, surroundings: GatherSurroundings): Reader<NodeSet> {
  const { environment, stderr, interruptible = uninterrupted } = surroundings;
  const groups = new Groups({
    options: { ...options, unknownGroups: "refuse", timeout: null },
    environment,
    interruptible,
    note: async (text) => void stderr.write(`${visibleText(text)}\n`),
  });
  return nodeReader(groups, options);
}

function uninterrupted<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  return work(new AbortController().signal);
}
