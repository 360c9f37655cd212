import { splitWords } from "../../nodeset/mod.ts";
import type { ClientPlan, WorkerContext, WorkerOptions } from "../worker.ts";
import type { Nodes } from "./node-names.ts";
import { NodesWorker } from "./nodes-worker.ts";
import { fillPlaceholders, isForAll } from "./placeholders.ts";
import { commandOn } from "./command-on.ts";

/**
 * A command that each node runs by any other way in: a template such as `docker exec -i %h sh -c %command`, cut into
 * arguments as a shell does it, quotes included. Without %command the command is its last argument.
 */
export class TemplateWorker extends NodesWorker {
  readonly #template: readonly string[];

  /** @throws {SyntaxError} where template or command are empty @throws {RangeError} where there is no node */
  constructor(template: string, command: string, nodes: Nodes, options: WorkerOptions = {}) {
    super(command, nodes, options);
    const words = splitWords(template);
    if (words === null)
      throw new SyntaxError(`Cannot run "${command}": a quote in the template "${template}" is not closed`);
    if (words.length === 0) throw new SyntaxError(`Cannot run "${command}": the template is empty`);
    this.#template = words.includes(COMMAND) ? words : [...words, COMMAND];
    // What can't be filled in is refused before anything starts.
    for (const word of words) if (word !== COMMAND) isForAll(word);
  }

  plan(context: WorkerContext): readonly ClientPlan[] {
    return this.keys.map((host, rank) => {
      const { command, input } = commandOn(host, this.command, context);
      const [program = "", ...rest] = this.#template.map((word) =>
        word === COMMAND ? command : fillPlaceholders(word, { host, hosts: host, rank }),
      );
      return { keys: [host], spec: { argv: [program, ...rest], input } };
    });
  }
}

const COMMAND = "%command";
