import { Command } from "commander";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";

interface ExecuteOptions {
  readonly wait?: boolean;
  readonly follow?: boolean;
  readonly local?: boolean;
  readonly dryRun?: boolean;
  readonly config?: string;
}

const DESCRIPTION = `Runs a schedule now, through the server: under the same guard, and with the same history.

With --local it runs here, without a server: what it writes is written, its exit status is ours, and result files are not kept. What a server runs of it, or has left running, keeps it from starting.`;

/** `runyard execute`: a schedule, now. */
export function executeCommand(): Command {
  return new Command("execute")
    .description(DESCRIPTION)
    .argument("<id>", "a schedule, as nightly or runyard.yaml#nightly")
    .option("--wait", "wait for the job's end; the exit status is the job's")
    .option("--follow", "wait, and write what the job writes")
    .option("--local", "run it here, without a server")
    .option("--dry-run", "only say what would run, as the configuration here has it")
    .option(
      "--config <file>",
      "the configuration, for --local and --dry-run (default: that of runyard serve)",
    )
    .addHelpText(
      "after",
      helpText(
        [
          "runyard execute nightly --wait",
          "runyard execute /etc/runyard/runyard.yaml#nightly --local",
          "runyard execute nightly --dry-run",
        ],
        "with --wait, --follow and --local that of the job; 3 where the last job still runs, 4 where there is no such schedule",
      ),
    )
    .action(execute);
}

async function execute(id: string, options: ExecuteOptions, command: Command): Promise<void> {
  const context = makeContext(command);
  const { wait = false, follow = false, local = false, dryRun = false } = options;
  const config = options.config === undefined ? {} : { config: options.config };
  if (dryRun) {
    const { showWork } = await import("../schedules/show-work.ts");
    await showWork(context.output, id, config);
  } else if (local) {
    const { executeHere } = await import("../schedules/execute-here.ts");
    await executeHere(context, id, config);
  } else {
    const { executeThere } = await import("../schedules/execute-there.ts");
    await executeThere(context, id, { wait, follow });
  }
}
