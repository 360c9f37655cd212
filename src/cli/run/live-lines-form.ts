import { NodeSet } from "../../nodeset/mod.ts";
import { type GatheredLine, LineGatherer } from "../../task/gather/mod.ts";
import type { StreamName } from "../../task/mod.ts";
import { paint } from "../gather/paint.ts";
import { sayClosingNotes } from "./closing-notes.ts";
import { LabelledLines } from "./labelled-lines.ts";
import { sayAgain } from "./live-form.ts";
import type { RunObserver, RunSummary } from "./observer.ts";
import type { Presentation } from "./presentation.ts";

const LINE_FEED = Buffer.from("\n");

/** Shows equal lines once while the nodes still write: each line when all nodes have come so far. */
export class LiveLinesForm implements RunObserver {
  readonly #presentation: Presentation;
  readonly #gatherer: LineGatherer;
  readonly #lines: LabelledLines;
  /** Nodes that have been tried more than once: what they write is shown as it comes. */
  readonly #late = new Set<string>();
  #shown: Promise<void> = Promise.resolve();

  constructor(nodes: readonly string[], presentation: Presentation) {
    this.#presentation = presentation;
    this.#gatherer = new LineGatherer(nodes);
    this.#lines = new LabelledLines({ ...presentation, hasLabels: presentation.options.hasLabels });
  }

  wrote(node: string, stream: StreamName, bytes: Uint8Array): void {
    if (stream === "stdout" && !this.#late.has(node)) this.#show(this.#gatherer.add(node, bytes));
    if (stream === "stderr" || this.#late.has(node)) this.#lines.push(node, stream, bytes);
  }

  ended(node: string): void {
    this.#lines.end(node);
    if (!this.#late.has(node)) this.#show(this.#gatherer.end(node));
  }

  again(nodes: readonly string[], attempt: number): void {
    for (const node of nodes) this.#late.add(node);
    sayAgain(nodes, attempt, this.#presentation);
  }

  async finished(summary: RunSummary): Promise<void> {
    for (const [node, { kind }] of summary.results)
      if (kind === "not-run") this.#show(this.#gatherer.end(node));
    await this.#shown;
    sayClosingNotes(summary, this.#presentation, false);
  }

  #show(lines: readonly GatheredLine[]): void {
    if (lines.length === 0) return;
    if (this.#presentation.options.regroups) this.#shown = this.#shown.then(() => this.#showRegrouped(lines));
    else this.#write(lines.map((line) => [NodeSet.fromNames(line.keys).fold(), line] as const));
  }

  async #showRegrouped(lines: readonly GatheredLine[]): Promise<void> {
    const labelled: (readonly [string, GatheredLine])[] = [];
    for (const line of lines)
      labelled.push([await this.#presentation.reader.regroup(NodeSet.fromNames(line.keys), {}), line]);
    this.#write(labelled);
  }

  #write(lines: readonly (readonly [nodes: string, line: GatheredLine])[]): void {
    const { options, stdout, colours } = this.#presentation;
    const pieces = lines.flatMap(([nodes, { line }]) => [
      Buffer.from(options.hasLabels ? paint(`${nodes}: `, "label", colours.stdout) : ""),
      line,
      LINE_FEED,
    ]);
    stdout.write(Buffer.concat(pieces));
  }
}
