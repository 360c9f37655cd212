import type { WorkerOptions } from "./worker.ts";
import type { Nodes } from "./workers/node-names.ts";

/** How a command is scheduled. */
export interface ShellOptions extends WorkerOptions {
  /** Where it runs; here, once, unless told. An empty set is an error, never a run here. */
  readonly nodes?: Nodes;
  /** What a command that runs here is called in the results; the command itself unless told. */
  readonly key?: string;
  /** False: it runs here, once for each node, with %h standing for its name. */
  readonly remote?: boolean;
  /** Which worker runs it: `ssh`, `exec`, or a template such as `docker exec -i %h sh -c %command`. */
  readonly worker?: string;
}
