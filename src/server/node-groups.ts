import { type Log, RunyardError } from "../core/mod.ts";
import { readNodeSet } from "../job/mod.ts";
import {
  GroupError,
  type GroupResolver,
  type NodeSet,
  NodeSetSyntaxError,
  loadGroups,
} from "../nodeset/mod.ts";
import { runScript } from "../process/mod.ts";

/** A source that takes longer is not waited for. */
const timeoutMs = 10_000;

/** A group of this site. */
export interface NamedGroup {
  /** With its `@`. */
  readonly name: string;
  readonly nodes: NodeSet;
}

/** The groups of this site, as the configuration of its user has them: read when they are first asked for. */
export class NodeGroups {
  readonly #log: Log;
  #resolver: Promise<GroupResolver> | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The nodes of an expression from outside, no more than a job may have items. @throws {RunyardError} `bad-parameter` */
  async parse(expression: string): Promise<NodeSet> {
    const reading = readNodeSet(expression);
    if (reading.ok === true) return reading.nodes;
    if (reading.ok === false)
      throw new RunyardError("bad-parameter", `Cannot read "${shortened(expression)}": ${reading.reason}`);
    return this.#ask((resolver) => resolver.parse(expression, { timeoutMs }));
  }

  /** All groups of the default source; none where no source is configured. @throws {RunyardError} `bad-parameter` */
  async all(): Promise<readonly NamedGroup[]> {
    return this.#ask(async (resolver) => {
      if (resolver.defaultSource === null) return [];
      const found = await resolver.groups({ timeoutMs });
      return found.map(({ group, nodes }) => ({ name: `@${group}`, nodes }));
    });
  }

  /** The groups of the default source that have nodes of a set, with those. @throws {RunyardError} `bad-parameter` */
  async of(nodes: NodeSet): Promise<readonly NamedGroup[]> {
    return this.#ask(async (resolver) => {
      if (resolver.defaultSource === null || nodes.isEmpty) return [];
      const found = await resolver.groupsOf(nodes, { timeoutMs });
      return found.map(({ name, common }) => ({ name, nodes: common }));
    });
  }

  async #ask<Answer>(question: (resolver: GroupResolver) => Promise<Answer>): Promise<Answer> {
    this.#resolver ??= loadGroups({ run: runScript, onWarning: (warning) => this.#log.warn(warning) });
    try {
      return await question(await this.#resolver);
    } catch (error) {
      // What was wrong in its configuration may be mended by the next time.
      this.#resolver = null;
      if (!(error instanceof GroupError || error instanceof NodeSetSyntaxError)) throw error;
      throw new RunyardError("bad-parameter", error.message, { cause: error });
    }
  }
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
