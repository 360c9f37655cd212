import { Command } from "commander";
import { helpText } from "../help-text.ts";
import { holdTypes } from "../hold-types.ts";

/** `runyard hold`: job types of which nothing more is started. */
export function holdCommand(): Command {
  return new Command("hold")
    .description(
      "Starts nothing more of job types until they are released. What runs goes on, what is queued stays so, and what is run meanwhile is HELD.",
    )
    .argument("<type...>", "job types")
    .addHelpText("after", helpText(["runyard hold periodogram"], "4 where there is no such type"))
    .action((types: readonly string[], _options, command: Command) => holdTypes(types, "hold", command));
}
