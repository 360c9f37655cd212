import { Command } from "commander";
import { runHelp } from "../run/help.ts";

/** `run` as commander knows it, for its help: its words are read before commander is loaded. */
export function runCommand(): Command {
  return new RunCommand("run");
}

class RunCommand extends Command {
  override helpInformation(): string {
    return `${runHelp}\n`;
  }
}
