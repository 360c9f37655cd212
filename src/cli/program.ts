import { Command, Option } from "commander";
import { commands } from "./command-table.ts";
import { defaultAddress } from "./server-address.ts";
import { readVersion } from "./version.ts";

/**
 * The command line as commander knows it. Of the commands, only those that the arguments name are loaded: the
 * others are there with their summaries, so that `--help` and suggestions know them.
 */
export async function makeProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command("runyard")
    .description("Runs commands as jobs, and keeps what happened.")
    .version(readVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help, or that of a command")
    .addOption(
      new Option("--server <url>", "the server to talk to").env("RUNYARD_SERVER").default(defaultAddress),
    )
    .addOption(
      new Option("--token <token>", "what to log in with; others can see it on the command line").env(
        "RUNYARD_TOKEN",
      ),
    )
    .option("--json", "write one JSON object a line, for scripts")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(sentence(text)) })
    .addHelpText("after", EXAMPLES)
    .exitOverride();
  for (const [name, entry] of Object.entries(commands)) {
    const command = argv.includes(name) ? await entry.load() : new Command(name);
    program.addCommand(command.name(name).summary(entry.summary).copyInheritedSettings(program));
  }
  return program;
}

const EXAMPLES = `
Examples:
  runyard init && runyard serve
  runyard submit periodogram table=@co2.csv --wait
  runyard jobs --phase ERROR
  runyard log -f 4k2m

Set RUNYARD_SERVER to talk to another server, and RUNYARD_TOKEN to log in there; logins with a password are kept in
~/.config/runyard/credentials. What the exit codes mean: runyard help exit-codes`;

/** Commander's message in our form: one sentence, its first letter a capital. */
function sentence(text: string): string {
  const line = text
    .replace(/^error: /, "")
    .trim()
    .replaceAll(/\s*\n\s*/g, " ");
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}\n`;
}
