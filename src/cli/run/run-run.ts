import type { NodeSet } from "../../nodeset/mod.ts";
import { Groups } from "../nodeset/groups.ts";
import { type Reader, nodeReader } from "../nodeset/reader.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { visibleText } from "../visible-text.ts";
import { execute } from "./execute.ts";
import { readLastRun } from "./last-run.ts";
import { type RunOptions, parseOptions } from "./options.ts";
import { type RunErrorPlace, reportRunError } from "./report-run-error.ts";
import { readSettings } from "./settings.ts";
import { readTargets } from "./targets.ts";
import type { RunSurroundings } from "./work.ts";

/**
 * Runs `runyard run`, or `runyard copy`.
 *
 * @param argv what follows the word
 * @returns the exit code
 */
export async function runRun(
  argv: readonly string[],
  surroundings: RunSurroundings,
  name: "run" | "copy" = "run",
): Promise<number> {
  const { stdout, stderr, environment } = surroundings;
  const place: RunErrorPlace = { stderr, environment, name, isCompat: argv.includes("--compat-clush") };
  try {
    const options = parseOptions(argv, name === "copy");
    if (options === "help") stdout.write(`${await helpOf(name)}\n`);
    else if (options === "version") stdout.write(`${(await import("../version.ts")).readVersion()}\n`);
    else return await work(options, surroundings);
    return exitCodes.success;
  } catch (error) {
    return reportRunError(error, place);
  }
}

async function helpOf(name: "run" | "copy"): Promise<string> {
  const { copyHelp, runHelp } = await import("./help.ts");
  return name === "copy" ? copyHelp : runHelp;
}

async function work(options: RunOptions, surroundings: RunSurroundings): Promise<number> {
  const { environment, terminals } = surroundings;
  const settings = readSettings(options, environment);
  const reader = makeReader(options, surroundings);
  const nodes = await readTargets(options.targets, reader, (from) => readLastRun(from, environment));
  const all = { options, settings, reader, surroundings };
  if (options.dryRun) return (await import("./dry-run.ts")).showDryRun(nodes, all);
  if (options.job !== null) {
    if (options.copy !== null || options.command === "") throw new UsageError("--job takes a command");
    return (await import("./run-as-job.ts")).runAsJob(nodes, options.job, options, surroundings);
  }
  if (options.copy !== null || options.command !== "") return await execute(nodes, all);
  if (terminals.stdin) return await (await import("./interactive.ts")).runInteractive(nodes, all);
  if (!options.readsInput) throw new UsageError("No command is given, and none is read with -n");
  return await execute(nodes, { ...all, options: { ...options, command: LOGIN_SHELL } });
}

/** What runs the commands that standard input has, where none is given. */
const LOGIN_SHELL = 'exec "${SHELL:-/bin/sh}"';

function makeReader(options: RunOptions, surroundings: RunSurroundings): Reader<NodeSet> {
  const { environment, stderr, interruptible = uninterrupted } = surroundings;
  const { source, groupsConf } = options.targets;
  const groups = new Groups({
    options: { source, groupsConf, timeout: null, unknownGroups: options.isCompat ? "empty" : "refuse" },
    environment,
    interruptible,
    note: async (text) => void stderr.write(`${visibleText(text)}\n`),
  });
  return nodeReader(groups, { source, hidesSource: options.hidesSource });
}

function uninterrupted<Value>(task: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  return task(new AbortController().signal);
}
