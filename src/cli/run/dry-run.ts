import { UsageError } from "../nodeset/usage-error.ts";
import { exitCodes } from "../plain-exit-codes.ts";
import { visibleText } from "../visible-text.ts";
import { commandWorkers } from "./command-workers.ts";
import { makeTask, setBecome } from "./execute.ts";
import type { Work } from "./work.ts";
import { Voice } from "./voice.ts";

/** Shows what would be started where, and starts nothing. @returns the exit code */
export async function showDryRun(nodes: readonly string[], work: Work): Promise<number> {
  const { options, surroundings } = work;
  if (options.copy === null && options.command === "")
    throw new UsageError("No command is given of which could be shown what it would do");
  await using task = makeTask(work);
  const hasPassword = options.asksPassword || options.passwordFd !== null;
  await setBecome(task, nodes, work, hasPassword ? "" : null);
  const { stdout } = surroundings;
  const isJson = options.form === "json";
  if (!isJson) stdout.write(`${new Voice(stdout, "", true).label(nodes)}\n`);
  for (const worker of commandWorkers(nodes, work)) {
    for (const { keys, spec } of task.planOf(worker)) {
      const { argv } = spec;
      const words = argv.map(quoted).join(" ");
      if (isJson) stdout.write(`${JSON.stringify({ event: "plan", nodes: keys, argv })}\n`);
      else stdout.write(`${visibleText(new Voice(stdout, "", false).label(keys))}: ${words}\n`);
    }
  }
  return exitCodes.success;
}

/** As a shell reads it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
