import { isUtf8 } from "node:buffer";
import { NodeSet } from "../../nodeset/mod.ts";
import type { StreamName } from "../../task/mod.ts";
import type { OutputStream } from "../output.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunObserver, RunSummary } from "./observer.ts";

const LF = 10;
/** A line that is longer is told in pieces. */
const LONG_LINE = 64 * 1024;

/** Tells each event as one JSON object a line, and a summary at the end. Outputs are told in whole lines. */
export class JsonForm implements RunObserver {
  readonly #stdout: OutputStream;
  readonly #exitCodeOf: (summary: RunSummary) => number;
  /** What has been written of lines whose end has not come. */
  readonly #begun = new Map<string, Readonly<Record<StreamName, Uint8Array[]>>>();

  constructor(stdout: OutputStream, exitCodeOf: (summary: RunSummary) => number) {
    this.#stdout = stdout;
    this.#exitCodeOf = exitCodeOf;
  }

  started(node: string): void {
    this.#begun.set(node, { stdout: [], stderr: [] });
    this.#tell({ event: "start", node });
  }

  wrote(node: string, stream: StreamName, bytes: Uint8Array): void {
    const begun = this.#begun.get(node)?.[stream];
    if (begun === undefined) return;
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) this.#tellOutput(node, stream, Buffer.concat([...begun.splice(0), bytes.subarray(0, end)]));
    if (end < bytes.length) begun.push(bytes.slice(end));
    const held = begun.reduce((sum, piece) => sum + piece.length, 0);
    if (held > LONG_LINE) this.#tellLong(node, stream, begun);
  }

  ended(node: string, { kind, code, reason }: NodeResult): void {
    for (const stream of ["stdout", "stderr"] as const) {
      const rest = Buffer.concat(this.#begun.get(node)?.[stream] ?? []);
      if (rest.length > 0) this.#tellOutput(node, stream, rest);
    }
    this.#begun.delete(node);
    if (code === null) this.#tell({ event: kind, node });
    else this.#tell({ event: "exit", node, code, result: kind, ...(reason !== null && { reason }) });
  }

  again(nodes: readonly string[], attempt: number): void {
    this.#tell({ event: "retry", nodes: NodeSet.fromNames(nodes).fold(), count: nodes.length, attempt });
  }

  finished(summary: RunSummary): void {
    const byKind = Map.groupBy(summary.results, ([, { kind }]) => kind);
    const results = Object.fromEntries(
      [...byKind].map(([kind, members]) => {
        const nodes = NodeSet.fromNames(members.map(([node]) => node));
        return [kind, { nodes: nodes.fold(), count: nodes.size }];
      }),
    );
    this.#tell({
      event: "summary",
      count: summary.results.size,
      results,
      seconds: Math.round(summary.durationMs) / 1000,
      exit: this.#exitCodeOf(summary),
      ...(summary.stopReason !== null && { stopped: summary.stopReason }),
    });
  }

  /** Up to the last character that is whole. */
  #tellLong(node: string, stream: StreamName, begun: Uint8Array[]): void {
    const bytes = Buffer.concat(begun.splice(0));
    let end = bytes.length;
    while (end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
    if ((bytes[end - 1] ?? 0) >= 0xc0) end--;
    else end = bytes.length;
    this.#tellOutput(node, stream, bytes.subarray(0, end));
    if (end < bytes.length) begun.push(bytes.subarray(end));
  }

  #tellOutput(node: string, stream: StreamName, bytes: Buffer): void {
    const said = isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString("base64") };
    this.#tell({ event: "output", node, stream, ...said });
  }

  #tell(event: object): void {
    this.#stdout.write(`${JSON.stringify(event)}\n`);
  }
}
