import { NodeSet } from "../../nodeset/mod.ts";
import { Gather, type GatheredOutput, nodeGroups } from "../../task/gather/mod.ts";
import type { StreamName } from "../../task/mod.ts";
import type { Block } from "../gather/blocks.ts";
import { ByteWriter } from "../gather/byte-writer.ts";
import { showBlock, showDifferences, showLines } from "../gather/show-blocks.ts";
import { sayClosingNotes } from "./closing-notes.ts";
import { LabelledLines } from "./labelled-lines.ts";
import { sayAgain } from "./live-form.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunObserver, RunSummary } from "./observer.ts";
import type { Presentation } from "./presentation.ts";

/** Shows what nodes wrote when all is over: equal outputs once, each node by itself (`-L`), or what differs. Errors are shown as they come. */
export class GatheredForm implements RunObserver {
  readonly gather: Gather = new Gather({ cutsWhenFull: true });
  readonly #presentation: Presentation;
  readonly #lines: LabelledLines;
  isIncomplete = false;

  constructor(presentation: Presentation) {
    this.#presentation = presentation;
    this.#lines = new LabelledLines({ ...presentation, hasLabels: presentation.options.hasLabels });
  }

  wrote(node: string, stream: StreamName, bytes: Uint8Array): void {
    if (stream === "stdout") this.gather.add(node, bytes);
    if (stream === "stderr" || this.#presentation.settings.isVerbose) this.#lines.push(node, stream, bytes);
  }

  ended(node: string): void {
    this.#lines.end(node);
  }

  again(nodes: readonly string[], attempt: number): void {
    for (const node of nodes) this.gather.forget(node);
    sayAgain(nodes, attempt, this.#presentation);
  }

  async finished({ results, ...summary }: RunSummary): Promise<void> {
    await this.#show(results);
    this.#sayCut();
    sayClosingNotes({ results, ...summary }, this.#presentation, false);
    this.gather.clear();
  }

  /** Of whom only the beginning is shown. */
  #sayCut(): void {
    for (const [reason, nodes] of Map.groupBy(this.gather.cut, ([, { message }]) => message))
      this.#presentation.voice.sayOf(
        nodes.map(([node]) => node),
        `the output is cut: ${reason}`,
      );
    this.isIncomplete = this.gather.cut.size > 0;
  }

  async #show(results: ReadonlyMap<string, NodeResult>): Promise<void> {
    const { options, settings, stdout, colours } = this.#presentation;
    const writer = new ByteWriter(stdout);
    const look = {
      options: { hasLabels: options.hasLabels, hasCounts: settings.hasCounts },
      writer,
      colours: colours.stdout,
    };
    const blocks = await this.#blocks(results);
    if (options.form === "diff") await showDifferences(blocks, look);
    else for (const block of blocks) await (options.form === "lines" ? showLines : showBlock)(block, look);
    await writer.flush();
  }

  /** Those of nodes that have ended, by their codes; then what others wrote until they were given up. */
  async #blocks(results: ReadonlyMap<string, NodeResult>): Promise<readonly Block[]> {
    const blocks: Block[] = [];
    for (const nodes of nodesByCode(results)) {
      blocks.push(...(await this.#blocksOf(nodes)));
      if (this.#presentation.options.form === "diff") blocks.push(...this.#silentBlock(nodes, blocks.length));
    }
    if (this.#presentation.options.isCompat) return blocks;
    for (const kind of ["timeout", "interrupted"] as const) {
      const given = [...results].filter(([, result]) => result.kind === kind).map(([node]) => node);
      for (const block of await this.#blocksOf(given))
        blocks.push({ ...block, nodes: this.#partialLabel(block, kind), count: 1 });
    }
    return blocks;
  }

  async #blocksOf(nodes: readonly string[]): Promise<readonly Block[]> {
    if (this.#presentation.options.form === "lines") return this.#nodeBlocks(nodes);
    const groups = nodeGroups(this.gather, { match: nodes });
    const blocks: Block[] = [];
    for (const group of groups) blocks.push(await this.#groupBlock(group.nodes, group.output));
    return blocks;
  }

  /** Those that wrote nothing differ from the others as well; where nobody has written, there is nothing to compare. */
  #silentBlock(nodes: readonly string[], before: number): readonly Block[] {
    const silent = NodeSet.fromNames(nodes.filter((node) => this.gather.size(node) === 0));
    if (before === 0 || silent.isEmpty) return [];
    return [{ nodes: silent.fold(), count: silent.size, output: NOTHING }];
  }

  #nodeBlocks(nodes: readonly string[]): readonly Block[] {
    return [...NodeSet.fromNames(nodes)].flatMap((node) => {
      const output = this.gather.output(node);
      return output === undefined ? [] : [{ nodes: node, count: 1, output }];
    });
  }

  async #groupBlock(nodes: NodeSet, output: GatheredOutput): Promise<Block> {
    const { options, reader } = this.#presentation;
    const text = options.regroups ? await reader.regroup(nodes, {}) : nodes.fold();
    return { nodes: text, count: nodes.size, output };
  }

  #partialLabel({ nodes, count }: Block, kind: "timeout" | "interrupted"): string {
    const { options, settings } = this.#presentation;
    const why = kind === "timeout" ? "timed out" : "interrupted";
    if (options.form === "lines") return `${nodes} [${why}]`;
    return `${nodes}${count > 1 && settings.hasCounts ? ` (${count})` : ""}: ${why}, partial output`;
  }
}

const NOTHING: GatheredOutput = {
  sizeBytes: 0,
  bytes: () => new Uint8Array(),
  chunks: () => [],
  lines: () => [],
};

/** The nodes that have ended, by what they ended with, the smallest first. */
function nodesByCode(results: ReadonlyMap<string, NodeResult>): readonly (readonly string[])[] {
  const byCode = Map.groupBy(results, ([, { code }]) => code);
  return [...byCode]
    .filter(([code]) => code !== null)
    .toSorted(([a], [b]) => (a ?? 0) - (b ?? 0))
    .map(([, members]) => members.map(([node]) => node));
}
