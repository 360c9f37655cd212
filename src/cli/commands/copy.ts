import { Command } from "commander";
import { copyHelp } from "../run/help.ts";

/** `copy` as commander knows it, for its help: its words are read before commander is loaded. */
export function copyCommand(): Command {
  return new CopyCommand("copy");
}

class CopyCommand extends Command {
  override helpInformation(): string {
    return `${copyHelp}\n`;
  }
}
