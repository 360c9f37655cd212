import { resolve } from "node:path";
import { Command } from "commander";
import { loadConfiguration } from "../../config/mod.ts";
import { type Restored, restoreData, runners } from "../../run/mod.ts";
import { configOption } from "../config-option.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import type { Output } from "../output.ts";

const DESCRIPTION = `Puts a copy that "runyard backup" wrote in the place of a data folder's store, while no server has it.

Nothing runs by itself afterwards: jobs that had not ended when the copy was made are ERROR, for they may have ended since, and
schedules count from now on. Nothing is deleted: what was there is set aside in the data folder.`;

/** `runyard restore`: the store as it was when it was copied. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description(DESCRIPTION.replaceAll(/(?<!\n)\n(?!\n)/g, " "))
    .argument("<copy>", "the file that backup wrote")
    .addOption(configOption())
    .addHelpText(
      "after",
      helpText(
        ["runyard stop --abort; runyard restore /var/backups/runyard.sqlite && runyard serve"],
        "2 where the copy is none, 3 where commands of the jobs still run, 6 where a server has the data folder",
      ),
    )
    .action(async (copy: string, options: { readonly config?: string }, command: Command) => {
      const { output } = makeContext(command);
      const { store } = await loadConfiguration(options.config, { runners: runners.values() });
      const restored = await restoreData(store, resolve(copy));
      output.show({ store, ...restored }, () => tell(output, store, restored));
    });
}

function tell(output: Output, store: string, { jobs, ended, aside }: Restored): void {
  output.line(`Restored "${store}", with ${count(jobs, "job")}`);
  if (ended > 0)
    output.line(
      `${count(ended, "job")} that had not ended: ERROR now, see: runyard jobs --phase ERROR; again with: runyard retry`,
    );
  output.line(`What was there before is in "${aside}"`);
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
