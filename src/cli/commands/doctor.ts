import { Command } from "commander";
import type { Cell, Style } from "../cell.ts";
import { checkConfiguration } from "../doctor/check-configuration.ts";
import { checkPrograms } from "../doctor/check-programs.ts";
import { checkStore } from "../doctor/check-store.ts";
import { checkServer } from "../doctor/check-server.ts";
import { checkContainer, checkDataFolder, checkNode, checkProc } from "../doctor/check-system.ts";
import { configOption } from "../config-option.ts";
import { type Context, makeContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Finding } from "../doctor/finding.ts";
import { helpText } from "../help-text.ts";

const styles: Readonly<Record<Finding["state"], Style>> = { good: "green", note: "yellow", lacks: "red" };

/** `runyard doctor`: what is installed, what is missing, how to get it. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Looks at this machine: programs, the system, the configuration and its job types, the data folder, the server. " +
        "What is missing comes with what it is needed for and how to get it.",
    )
    .addOption(configOption())
    .addHelpText(
      "after",
      helpText(
        ["runyard doctor", "runyard doctor --config /etc/runyard/runyard.yaml --json"],
        "1 where something lacks",
      ),
    )
    .action(async (options: { readonly config?: string }, command: Command) => {
      const context = makeContext(command);
      const findings = await examine(context, options.config);
      for (const finding of findings) show(context, finding);
      if (findings.some(({ state }) => state === "lacks")) process.exitCode = exitCodes.failure;
    });
}

async function examine({ client }: Context, config: string | undefined): Promise<readonly Finding[]> {
  const searchPath = process.env["PATH"] ?? "";
  const { findings, dataFolder } = await checkConfiguration(config, searchPath);
  const store = dataFolder === null ? undefined : checkStore(dataFolder);
  const [programs, server, ...others] = await Promise.all([
    checkPrograms(searchPath),
    checkServer(client),
    checkProc(),
    checkContainer(),
    ...(dataFolder === null ? [] : [checkDataFolder(dataFolder)]),
  ]);
  return [
    checkNode(),
    ...programs,
    ...findings,
    ...others,
    ...(store === undefined ? [] : [store]),
    ...server,
  ];
}

function show({ output }: Context, finding: Finding): void {
  const state: Cell = { text: finding.state.padEnd(6), style: styles[finding.state] };
  output.show(finding, () => {
    output.line(state, finding.name.padEnd(14), " ", finding.detail);
    if (finding.remedy !== undefined) output.line(" ".repeat(21), { text: finding.remedy, style: "dim" });
  });
}
