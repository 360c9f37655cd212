import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import { type CommandEntry, checkCommand, expandCommand, indexOfName, placeholderText } from "../job/mod.ts";
import { secretPath } from "./launch-order.ts";
import type { LaunchContext, Runner } from "./runner.ts";

const commandSchema = z.array(z.union([z.string(), z.array(z.string()).min(1)])).min(1);

/** The runner `command`: the user's argv, once for each item. */
export const commandRunner: Runner = {
  name: "command",
  keys: { command: commandSchema },
  takes: "one-item",
  holds: () => 0,
  suspends: "processes",
  subject: "The command",
  check: (type) => checkCommand(type, commandOf(type.settings)),
  plan: (type) => commandOf(type.settings),

  launch(context) {
    const command = context.recipe as readonly CommandEntry[];
    const [program, ...rest] = expandCommand(command, (name) => valueOf(name, context));
    if (program === undefined || program === "") {
      throw new RunyardError(
        "bad-parameter",
        `Cannot run job "${context.job.id}": its command names no program`,
      );
    }
    return { program: { argv: [program, ...rest] }, environment: {} };
  },
};

function commandOf(settings: unknown): readonly CommandEntry[] {
  return (settings as { readonly command: z.infer<typeof commandSchema> }).command;
}

/** What a placeholder stands for: texts, or nothing where an optional parameter has no value. */
function valueOf(
  name: string,
  { job, item, folder, resultsFolder }: LaunchContext,
): string | readonly string[] | undefined {
  if (name === "item") return item?.value ?? "";
  if (name === "index" && item !== null && job.plan?.hasNodeSet === true) return indexOfName(item.name);
  if (name === "index" || name === "rank") return String(item?.index ?? 0);
  if (name === "results") return resultsFolder;
  const value = job.parameters[name];
  if (value === undefined) return undefined;
  return placeholderText(value, (_secret, position) => `${folder}/${secretPath(name, position)}`);
}
