import type { ClientPlan, WorkerContext } from "../worker.ts";
import { NodesWorker } from "./nodes-worker.ts";
import { connectionTo, optionsFor } from "./ssh-connection.ts";
import { startOverMux } from "./ssh-mux/start-over-mux.ts";

/** A command that each node's login shell runs, over the system's ssh with all that its configuration says. */
export class SshWorker extends NodesWorker {
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
