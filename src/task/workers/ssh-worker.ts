import { type ClientPlan, Worker, type WorkerContext, type WorkerOptions } from "../worker.ts";
import { type Nodes, nodeNames } from "./node-names.ts";
import { connectionTo, optionsFor } from "./ssh-connection.ts";
import { startOverMux } from "./ssh-mux/start-over-mux.ts";

/** A command that each node's login shell runs, over the system's ssh with all that its configuration says. */
export class SshWorker extends Worker {
  readonly command: string;
  readonly keys: readonly string[];

  /** @throws {RangeError} where there is no node @throws {SyntaxError} where there is no command */
  constructor(command: string, nodes: Nodes, options: WorkerOptions = {}) {
    super(options);
    if (command === "") throw new SyntaxError("Cannot run a command: it is empty");
    this.command = command;
    this.keys = nodeNames(nodes, `run "${command}"`);
  }

  describe(): string {
    return this.command;
  }

  plan(context: WorkerContext): readonly ClientPlan[] {
    const program = context.info.get("sshPath");
    return this.keys.map((node) => ({
      keys: [node],
      spec: { argv: [program, ...optionsFor(node, context), node, "--", this.command] },
      begin: () => {
        const { options, release, socket, sendEnv } = connectionTo(node, context);
        return {
          argv: [program, ...options, node, "--", this.command],
          start: socket === null ? undefined : startOverMux({ node, socket, sendEnv, command: this.command }),
          onGone: release,
        };
      },
    }));
  }
}
