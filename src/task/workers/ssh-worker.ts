import type { ClientPlan, WorkerContext } from "../worker.ts";
import { commandOn } from "./command-on.ts";
import { NodesWorker } from "./nodes-worker.ts";
import { connectionTo, optionsAlone, optionsFor } from "./ssh-connection.ts";
import { startBeside } from "./ssh-mux/start-beside.ts";
import { startOverMux } from "./ssh-mux/start-over-mux.ts";

/** A command that each node's login shell runs, over the system's ssh with all that its configuration says. */
export class SshWorker extends NodesWorker {
  plan(context: WorkerContext): readonly ClientPlan[] {
    const program = context.info.get("sshPath");
    const limitMs = context.info.get("connectTimeout") * 1000;
    return this.keys.map((node) => {
      const { command, input } = commandOn(node, this.command, context);
      const argvAlone = [program, ...optionsAlone(node, context), node, "--", command] as const;
      return {
        keys: [node],
        spec: { argv: [program, ...optionsFor(node, context), node, "--", command], input },
        begin: () => {
          const { options, release, socket, master, sendEnv } = connectionTo(node, context);
          return {
            argv: [program, ...options, node, "--", command],
            input,
            start:
              socket === null
                ? startBeside({ master, argvAlone, limitMs })
                : startOverMux({ node, socket, sendEnv, command, limitMs }),
            onGone: release,
          };
        },
      };
    });
  }
}
