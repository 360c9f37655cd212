import { Command } from "commander";
import { helpText } from "../help-text.ts";
import { holdTypes } from "../hold-types.ts";

/** `runyard release`: job types that were held. */
export function releaseCommand(): Command {
  return new Command("release")
    .description("Starts jobs of types again that were held, and runs those that are HELD.")
    .argument("<type...>", "job types")
    .addHelpText("after", helpText(["runyard release periodogram"], "4 where there is no such type"))
    .action((types: readonly string[], _options, command: Command) => holdTypes(types, "release", command));
}
