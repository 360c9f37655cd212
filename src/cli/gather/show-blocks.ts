import { isUtf8 } from "node:buffer";
import { type Gather, groupHeader, groupLabel, unifiedDiff } from "../../task/gather/mod.ts";
import { type Block, blocksOf } from "./blocks.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Display } from "./display.ts";
import type { GatherCommandOptions } from "./options.ts";
import { type Painted, coloursOf, paint } from "./paint.ts";

/** How outputs are shown, and where. */
export interface Look {
  readonly options: Pick<GatherCommandOptions, "hasLabels" | "hasCounts">;
  readonly writer: ByteWriter;
  readonly colours: boolean;
}

/** Shows what was gathered, as the options want it. */
export async function showBlocks(gather: Gather, display: Display): Promise<void> {
  const blocks = await blocksOf(gather, display);
  if (display.options.form === "diff") return await showDifferences(blocks, display);
  for (const block of blocks) {
    if (display.options.form === "lines") await showLines(block, display);
    else if (display.options.form === "json") await showJson(block, display);
    else await showBlock(block, display);
  }
}

/** An output below the nodes that have it. */
export async function showBlock({ nodes, count, output }: Block, look: Look): Promise<void> {
  const { options, writer, colours } = look;
  if (options.hasLabels)
    await writer.write(`${paint(groupHeader(labelOf(nodes, count, look)), "label", colours)}\n`);
  let last: Uint8Array = new Uint8Array();
  for (const chunk of output.chunks()) {
    await writer.write(chunk);
    last = chunk;
  }
  if (last.at(-1) !== LF) await writer.write("\n");
}

const LF = 10;

function labelOf(nodes: string, count: number, { options }: Look): string {
  return options.hasCounts ? groupLabel(nodes, count) : nodes;
}

/** An output with its nodes before each line. */
export async function showLines({ nodes, output }: Block, look: Look): Promise<void> {
  const { options, writer, colours } = look;
  const label = options.hasLabels ? Buffer.from(paint(`${nodes}: `, "label", colours)) : Buffer.alloc(0);
  for (const line of output.lines()) await writeLine(writer, label, line);
}

async function writeLine(writer: ByteWriter, before: Uint8Array, line: Uint8Array): Promise<void> {
  for (const piece of [before, line, LINE_FEED]) {
    const waiting = writer.write(piece);
    // Waiting for each piece would take longer than writing it.
    if (waiting !== undefined) await waiting;
  }
}

const LINE_FEED: Uint8Array = Uint8Array.of(LF);

async function showJson({ nodes, count, output }: Block, { writer }: Display): Promise<void> {
  const bytes = Buffer.from(output.bytes());
  const said = isUtf8(bytes) ? { output: bytes.toString() } : { base64: bytes.toString("base64") };
  await writer.write(`${JSON.stringify({ nodes, count, ...said })}\n`);
}

/** How the other outputs differ from the first. */
export async function showDifferences([first, ...others]: readonly Block[], look: Look): Promise<void> {
  if (first === undefined) return;
  const sideOf = ({
    nodes,
    count,
    output,
  }: Block): { readonly label: string; readonly output: Block["output"] } => ({
    label: labelOf(nodes, count, look),
    output,
  });
  for (const other of others) {
    let number = 0;
    for (const line of unifiedDiff(sideOf(first), sideOf(other)))
      await showDifference(line, kindOf(line, number++), look);
  }
}

async function showDifference(line: Uint8Array, kind: Painted | null, look: Look): Promise<void> {
  const [before, after] = kind === null ? ["", ""] : coloursOf(kind, look.colours);
  await look.writer.write(before);
  await look.writer.write(line);
  await look.writer.write(`${after}\n`);
}

/** The first two lines name the sides; another line may look like them and be a changed one. */
const NAMES = 2;

function kindOf(line: Uint8Array, number: number): Painted | null {
  if (number < NAMES) return "file";
  const mark = String.fromCharCode(line[0] ?? 0);
  if (mark === "@") return "place";
  if (mark === "-") return "removed";
  return mark === "+" ? "added" : null;
}
