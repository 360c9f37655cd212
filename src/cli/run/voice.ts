import { NodeSet } from "../../nodeset/mod.ts";
import { groupLabel } from "../../task/gather/mod.ts";
import type { OutputStream } from "../output.ts";
import { visibleText } from "../visible-text.ts";

/** Says things about nodes on standard error, a line each. */
export class Voice {
  readonly #stderr: OutputStream;
  readonly #program: string;
  readonly #hasCounts: boolean;

  /** @param program what each line begins with */
  constructor(stderr: OutputStream, program: string, hasCounts: boolean) {
    this.#stderr = stderr;
    this.#program = program;
    this.#hasCounts = hasCounts;
  }

  say(text: string): void {
    this.#stderr.write(`${this.#program}: ${visibleText(text)}\n`);
  }

  sayOf(nodes: readonly string[], text: string, hasCounts: boolean = this.#hasCounts): void {
    if (nodes.length > 0) this.say(`${this.label(nodes, hasCounts)}: ${text}`);
  }

  /** The folded nodes, and how many they are. */
  label(nodes: readonly string[], hasCounts: boolean = this.#hasCounts): string {
    const [only] = nodes;
    if (only !== undefined && nodes.length === 1) return only;
    const folded = NodeSet.fromNames(nodes).fold();
    return hasCounts ? groupLabel(folded, nodes.length) : folded;
  }
}
