import { Command } from "commander";
import { configOption } from "../config-option.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { goOnWithoutReader } from "../lost-reader.ts";
import { parsePort } from "../option-values.ts";
import { runServer } from "../run-server.ts";

interface ServeOptions {
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
}

const DESCRIPTION = `Starts a server and says in one line who can reach it.

Ctrl-C or SIGTERM ends it; its jobs go on, and the next server on the same data folder follows them. SIGHUP reads the
configuration again; where that has a mistake, the old one stays.`;

/** `runyard serve`: the server. */
export function serveCommand(): Command {
  return new Command("serve")
    .description(DESCRIPTION.replaceAll(/(?<!\n)\n(?!\n)/g, " "))
    .addOption(configOption())
    .option("--host <address>", "listen here instead of where the configuration says")
    .option("--port <number>", "listen on this port instead; 0 is any that is free", parsePort)
    .addHelpText(
      "after",
      helpText(
        [
          "runyard serve",
          "runyard serve --config /etc/runyard/runyard.yaml",
          "runyard serve --port 0 --json",
        ],
        "7 for a mistake in the configuration, 8 where the address is taken, 6 where the data folder can't be used",
      ),
    )
    .action(async (options: ServeOptions, command: Command) => {
      goOnWithoutReader();
      await runServer(makeContext(command).output, options);
    });
}
