import { LineSplitter, type StreamName } from "../../task/mod.ts";
import { paint } from "../gather/paint.ts";
import type { OutputStream } from "../output.ts";
import { visibleText } from "../visible-text.ts";

/** How lines are labelled, and where they go. */
export interface LabelledLinesOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly hasLabels: boolean;
  readonly colours: Readonly<Record<StreamName, boolean>>;
}

const LINE_FEED: Uint8Array = Buffer.from("\n");

/** Shows what nodes write line by line, at once, each with its node before it. */
export class LabelledLines {
  readonly #options: LabelledLinesOptions;
  readonly #splitters = new Map<string, Readonly<Record<StreamName, LineSplitter>>>();

  constructor(options: LabelledLinesOptions) {
    this.#options = options;
  }

  push(node: string, stream: StreamName, bytes: Uint8Array): void {
    let splitters = this.#splitters.get(node);
    if (splitters === undefined) {
      splitters = { stdout: new LineSplitter(), stderr: new LineSplitter() };
      this.#splitters.set(node, splitters);
    }
    const pieces: Uint8Array[] = [];
    const label = this.#label(node, stream);
    splitters[stream].push(bytes, (line) => void pieces.push(label, line, LINE_FEED));
    this.#write(stream, pieces);
  }

  /** A node writes no more: its last lines may have had no end. */
  end(node: string): void {
    const splitters = this.#splitters.get(node);
    this.#splitters.delete(node);
    for (const stream of ["stdout", "stderr"] as const)
      splitters?.[stream].flush((line) => this.#write(stream, [this.#label(node, stream), line, LINE_FEED]));
  }

  #write(stream: StreamName, pieces: readonly Uint8Array[]): void {
    if (pieces.length > 0) this.#options[stream].write(Buffer.concat(pieces));
  }

  #label(node: string, stream: StreamName): Uint8Array {
    const { hasLabels, colours } = this.#options;
    if (!hasLabels) return new Uint8Array();
    const painted = stream === "stdout" ? "label" : "removed";
    return Buffer.from(paint(`${visibleText(node)}: `, painted, colours[stream]));
  }
}
