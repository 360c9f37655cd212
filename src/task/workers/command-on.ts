import type { WorkerContext } from "../worker.ts";
import { type OwnCommand, commandAs } from "./become.ts";
import { profileOf } from "./profile.ts";

/** A command as a node's shell gets it. */
export function commandOn(node: string, command: string, { info }: WorkerContext): OwnCommand {
  return commandAs(command, profileOf(info.get("profiles"), node).become, info.get("becomePassword"));
}
