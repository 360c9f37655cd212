import { NodeSet } from "../../nodeset/mod.ts";
import type { ClientPlan, WorkerContext, WorkerOptions } from "../worker.ts";
import type { Nodes } from "./node-names.ts";
import { NodesWorker } from "./nodes-worker.ts";
import { fillPlaceholders, isForAll } from "./placeholders.ts";
import { commandOn } from "./command-on.ts";

/**
 * A shell command that runs here once for each node, with %h, %hosts and %n in it; once for all of them where it has
 * %hosts: its output is then each node's.
 */
export class ExecWorker extends NodesWorker {
  /** @throws {SyntaxError} where there is no command, or a placeholder that is none @throws {RangeError} where there is no node */
  constructor(command: string, nodes: Nodes, options: WorkerOptions = {}) {
    super(command, nodes, options);
    isForAll(command);
  }

  plan(context: WorkerContext): readonly ClientPlan[] {
    const hosts = isForAll(this.command) ? NodeSet.fromNames(this.keys).fold() : "";
    const planOf = (keys: readonly string[], host: string, rank: number): ClientPlan => {
      const { command, input } = commandOn(
        host,
        fillPlaceholders(this.command, { host, hosts, rank }),
        context,
      );
      return { keys, spec: { argv: ["/bin/sh", "-c", command], input } };
    };
    if (hosts !== "") return [planOf(this.keys, this.keys[0] ?? "", 0)];
    return this.keys.map((key, rank) => planOf([key], key, rank));
  }
}
