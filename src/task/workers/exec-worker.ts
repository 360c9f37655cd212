import { NodeSet } from "../../nodeset/mod.ts";
import { type ClientPlan, Worker, type WorkerOptions } from "../worker.ts";
import { type Nodes, nodeNames } from "./node-names.ts";
import { fillPlaceholders, isForAll } from "./placeholders.ts";

/**
 * A shell command that runs here once for each node, with %h, %hosts and %n in it; once for all of them where it has
 * %hosts: its output is then each node's.
 */
export class ExecWorker extends Worker {
  readonly command: string;
  readonly keys: readonly string[];

  /** @throws {SyntaxError} where there is no command, or a placeholder that is none @throws {RangeError} where there is no node */
  constructor(command: string, nodes: Nodes, options: WorkerOptions = {}) {
    super(options);
    if (command === "") throw new SyntaxError("Cannot run a command: it is empty");
    this.command = command;
    this.keys = nodeNames(nodes, `run "${command}"`);
    isForAll(command);
  }

  describe(): string {
    return this.command;
  }

  plan(): readonly ClientPlan[] {
    const hosts = isForAll(this.command) ? NodeSet.fromNames(this.keys).fold() : "";
    const planOf = (keys: readonly string[], host: string, rank: number): ClientPlan => ({
      keys,
      spec: { argv: ["/bin/sh", "-c", fillPlaceholders(this.command, { host, hosts, rank })] },
    });
    if (hosts !== "") return [planOf(this.keys, this.keys[0] ?? "", 0)];
    return this.keys.map((key, rank) => planOf([key], key, rank));
  }
}
