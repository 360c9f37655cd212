import { resolve } from "node:path";
import { Command } from "commander";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";

/** `runyard backup`: a copy of the store. */
export function backupCommand(): Command {
  return new Command("backup")
    .description(
      "Writes a copy of a server's store while it works. The file is written by the server, on its machine.",
    )
    .argument("<path>", "the file to write")
    .addHelpText(
      "after",
      helpText(
        ["runyard backup /var/backups/runyard.sqlite"],
        "2 where the file exists or can't be written there, 6 where the disk is full",
      ),
    )
    .action(async (path: string, _options, command: Command) => {
      const { client, output } = makeContext(command);
      const target = resolve(path);
      // A large store takes its time, and the answer comes when the copy is whole.
      await client.request("backup", { method: "POST", json: { path: target }, timeoutMs: 0 });
      output.show({ path: target }, () => output.line(`Wrote a copy of the store to "${target}"`));
    });
}
