import { Command } from "commander";
import { nodesetHelp } from "./help.ts";

/** `nodeset` as commander knows it, for its help: its words are read before commander is loaded. */
export function nodesetCommand(): Command {
  return new NodesetCommand("nodeset");
}

class NodesetCommand extends Command {
  override helpInformation(): string {
    return `${nodesetHelp}\n`;
  }
}
