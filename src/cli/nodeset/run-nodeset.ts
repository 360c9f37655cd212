import type { OutputStream } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { computeSet } from "./compute-set.ts";
import { Groups, type Interruptible } from "./groups.ts";
import type { MemberSet } from "./member-set.ts";
import type { Note } from "./note.ts";
import { type NodesetOptions, parseOptions } from "./options.ts";
import { type Reader, nodeReader, rangeReader } from "./reader.ts";
import { ResultWriter } from "./result-writer.ts";
import { showSet } from "./show-set.ts";

/** What `runyard nodeset` works with besides its words. */
export interface NodesetSurroundings {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the work with groups on Ctrl-C; without it, nothing does. */
  readonly interruptible?: Interruptible;
}

/**
 * Runs `runyard nodeset`. Group sources are the only processes that it starts. What a command line does not need is not
 * loaded: scripts run this in loops.
 *
 * @param argv what follows the word `nodeset`
 * @returns the exit code: 0 done, 1 what was given can't be read or resolved, 2 the command line is not understood
 */
export async function runNodeset(
  argv: readonly string[],
  surroundings: NodesetSurroundings,
): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options === "help") surroundings.stdout.write(`${(await import("./help.ts")).nodesetHelp}\n`);
    else if (options === "version")
      surroundings.stdout.write(`${(await import("../version.ts")).readVersion()}\n`);
    else await run(options, surroundings);
    return exitCodes.success;
  } catch (error) {
    const { reportNodesetError } = await import("./report-nodeset-error.ts");
    return reportNodesetError(error, surroundings);
  }
}

async function run(options: NodesetOptions, surroundings: NodesetSurroundings): Promise<void> {
  const { stdin, stdout, environment, interruptible = uninterrupted } = surroundings;
  const note = options.quiet ? async (): Promise<void> => {} : noteTo(surroundings);
  const groups = new Groups({ options, environment, interruptible, note });
  const work: Work = { options, groups, note, stdin: readOnce(stdin), writer: new ResultWriter(stdout) };
  await checkSource(work);
  if (options.command === "list-sources") {
    await (await import("./list-groups.ts")).listSources(work);
  } else if (options.command === "list" || options.command === "list-all") {
    const nodes = await computeSet({ ...work, reader: nodeReader(groups, options) });
    await (await import("./list-groups.ts")).listGroups(nodes, work);
  } else if (options.ranges) await answer({ ...work, reader: rangeReader() });
  else await answer({ ...work, reader: nodeReader(groups, options) });
}

interface Work {
  readonly options: NodesetOptions;
  readonly groups: Groups;
  readonly note: Note;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly writer: ResultWriter;
}

function uninterrupted<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  return work(new AbortController().signal);
}

function noteTo(surroundings: NodesetSurroundings): Note {
  return async (text) => {
    const { visibleText } = await import("../visible-text.ts");
    surroundings.stderr.write(`${visibleText(text)}\n`);
  };
}

/** Standard input may be named twice, and has nothing more to say the second time. */
function readOnce(stdin: AsyncIterable<Uint8Array | string>): AsyncIterable<Uint8Array | string> {
  let isRead = false;
  return {
    async *[Symbol.asyncIterator]() {
      if (isRead) return;
      isRead = true;
      yield* stdin;
    },
  };
}

/** A source that is named has to be there, whether a group is asked for or not. */
async function checkSource({ options, groups, note }: Work): Promise<void> {
  const { source, ranges, command } = options;
  if (source === null) return;
  if (ranges && command !== "list-sources") {
    await note(`Warning: the group source "${source}" means nothing to sets of numbers (-R)`);
  } else await groups.refuseUnknownSource(source);
}

async function answer<Set extends MemberSet<Set>>(
  work: Work & { readonly reader: Reader<Set> },
): Promise<void> {
  await showSet(await computeSet(work), work);
}
