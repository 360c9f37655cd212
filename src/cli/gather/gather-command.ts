import { Command } from "commander";
import { gatherHelp } from "./help.ts";

/** `gather` as commander knows it, for its help: its words are read before commander is loaded. */
export function gatherCommand(): Command {
  return new GatherCommand("gather");
}

class GatherCommand extends Command {
  override helpInformation(): string {
    return `${gatherHelp}\n`;
  }
}
