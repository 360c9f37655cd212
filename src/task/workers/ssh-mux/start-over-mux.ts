import type { Fanout, FanoutSpec } from "../../../process/mod.ts";
import type { ClientStart } from "../../worker.ts";
import { MuxChild, type MuxSpec } from "./mux-child.ts";
import { isFull, mayAsk } from "./full-masters.ts";
import { variablesToSend } from "./variables-to-send.ts";

/** What is run, and over which connection. */
export interface MuxCommand extends Pick<MuxSpec, "node" | "socket" | "command" | "limitMs"> {
  /** Patterns of the variables that ssh sends to the node. */
  readonly sendEnv: readonly string[];
}

/**
 * Starts a command over the connection that a master keeps, without a process of its own; as ssh does it where there is
 * none, or none that answers.
 */
export function startOverMux({ sendEnv, ...command }: MuxCommand): ClientStart {
  return (fanout: Fanout, spec: FanoutSpec, listener) => {
    const startSsh = (): ReturnType<ClientStart> =>
      fanout.start(isFull(command.socket) ? { ...spec, argv: withoutMaster(spec.argv) } : spec, listener);
    if (!mayAsk(command.socket) || command.command.includes("\0")) return startSsh();
    const { stdin, stderr } = spec;
    return new MuxChild({ ...command, env: variablesToSend(sendEnv), stdin, stderr }, listener, startSsh);
  };
}

/** Of what is told twice, ssh takes the first. */
function withoutMaster([program, ...words]: FanoutSpec["argv"]): FanoutSpec["argv"] {
  return [program, "-oControlPath=none", ...words];
}
