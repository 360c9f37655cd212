import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Command } from "commander";
import { template } from "../../config/mod.ts";
import { RunyardError, messageOf, systemCode } from "../../core/mod.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";

/** `runyard init`: a configuration to begin with. */
export function initCommand(): Command {
  return new Command("init")
    .description(
      "Writes a commented runyard.yaml with job types to try. One that is there already stays as it is.",
    )
    .argument("[folder]", "where to write it", ".")
    .addHelpText(
      "after",
      helpText(
        ["runyard init", "runyard init ./jobs && runyard serve --config ./jobs/runyard.yaml"],
        "2 where there is one already or it can't be written",
      ),
    )
    .action(init);
}

async function init(folder: string, _options: object, command: Command): Promise<void> {
  const { output } = makeContext(command);
  const path = join(folder, "runyard.yaml");
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, template, { flag: "wx" });
  } catch (error) {
    const reason = systemCode(error) === "EEXIST" ? "there is one already" : messageOf(error);
    throw new RunyardError("bad-request", `Cannot write "${path}": ${reason}`, { cause: error });
  }
  output.show({ path }, () => {
    const isHere = relative(".", folder) === "";
    output.line(`Wrote ${path}; start the server with: runyard serve${isHere ? "" : ` --config ${path}`}`);
  });
}
