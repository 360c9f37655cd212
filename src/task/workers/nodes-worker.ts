import { Worker, type WorkerOptions } from "../worker.ts";
import { type Nodes, nodeNames } from "./node-names.ts";

/** A command that is run for each node of a set, in whatever way. */
export abstract class NodesWorker extends Worker {
  readonly command: string;
  readonly keys: readonly string[];

  /** @throws {SyntaxError} where there is no command @throws {RangeError} where there is no node */
  constructor(command: string, nodes: Nodes, options: WorkerOptions = {}) {
    super(options);
    if (command === "") throw new SyntaxError("Cannot run a command: it is empty");
    this.command = command;
    this.keys = nodeNames(nodes, `run "${command}"`);
  }

  describe(): string {
    return this.command;
  }
}
