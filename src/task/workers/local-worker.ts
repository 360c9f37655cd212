import { type ClientPlan, Worker, type WorkerOptions } from "../worker.ts";

/** A shell command that runs here, once (ClusterShell's WorkerPopen). */
export class LocalWorker extends Worker {
  readonly command: string;
  readonly keys: readonly string[];

  /** @param key its name in the results @throws {SyntaxError} where there is no command */
  constructor(command: string, options: WorkerOptions & { readonly key?: string } = {}) {
    super(options);
    if (command === "") throw new SyntaxError("Cannot run a command: it is empty");
    this.command = command;
    this.keys = [options.key ?? command];
  }

  describe(): string {
    return this.command;
  }

  plan(): readonly ClientPlan[] {
    return [{ keys: this.keys, spec: { argv: ["/bin/sh", "-c", this.command] } }];
  }
}
