import { NodeSet } from "../../nodeset/mod.ts";
import { type Gather, groupLabel } from "../../task/gather/mod.ts";
import { cutToWidth } from "../display-width.ts";
import type { OutputStream } from "../output.ts";
import { visibleText } from "../visible-text.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunObserver } from "./observer.ts";

const FIRST_MS = 500;
const STEP_MS = 250;
/** So many nodes, and so many groups, are shown. */
const MOST_SLOW = 4;
const MOST_GROUPS = 3;
/** Of more output groups are not looked for while it comes. */
const MOST_COMPARED = 4096;
/** So much of a line is kept. */
const MOST_LINE = 256;

interface Running {
  readonly since: number;
  line: string;
}

/**
 * What goes on, on the terminal: how many nodes are in which state, the slowest with the last line that they wrote, and the
 * groups of equal outputs as they form.
 */
export class LiveView implements RunObserver {
  readonly #stderr: OutputStream;
  readonly #total: number;
  readonly #gather: Gather | null;
  readonly #startedAt = performance.now();
  /** In the order in which they were started: the slowest first. */
  readonly #running = new Map<string, Running>();
  readonly #ended = new Map<string, NodeResult["kind"]>();
  #timer: NodeJS.Timeout | null;
  #shownLines = 0;

  constructor(stderr: OutputStream, total: number, gather: Gather | null) {
    this.#stderr = stderr;
    this.#total = total;
    this.#gather = gather;
    this.#timer = setTimeout(() => this.#tick(), FIRST_MS);
  }

  started(node: string): void {
    this.#running.set(node, { since: performance.now(), line: "" });
    this.#ended.delete(node);
  }

  wrote(node: string, _stream: unknown, bytes: Uint8Array): void {
    const running = this.#running.get(node);
    if (running === undefined) return;
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 10) end--;
    const start = Math.max(bytes.lastIndexOf(10, end - 1) + 1, end - MOST_LINE);
    if (end > start) running.line = Buffer.from(bytes.subarray(start, end)).toString();
  }

  ended(node: string, { kind }: NodeResult): void {
    this.#running.delete(node);
    this.#ended.set(node, kind);
  }

  hide(): void {
    if (this.#shownLines === 0) return;
    this.#stderr.write(`\u001b[${this.#shownLines}A\r\u001b[J`);
    this.#shownLines = 0;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.hide();
  }

  #tick(): void {
    this.#timer = setTimeout(() => this.#tick(), STEP_MS);
    const lines = [this.#counts(), ...this.#slowest(), ...this.#groups()];
    this.hide();
    const width = (this.#stderr.columns || 80) - 1;
    this.#stderr.write(lines.map((line) => `${cutToWidth(line, width)}\n`).join(""));
    this.#shownLines = lines.length;
  }

  #counts(): string {
    const kinds = Map.groupBy(this.#ended.values(), (kind) => kind);
    const bad = (["failed", "unreachable", "timeout", "interrupted"] as const).flatMap((kind) => {
      const count = kinds.get(kind)?.length ?? 0;
      return count === 0 ? [] : [`${count} ${WORDS[kind]}`];
    });
    const waiting = this.#total - this.#ended.size - this.#running.size;
    const states = [
      `${this.#ended.size}/${this.#total} done`,
      ...(this.#running.size > 0 ? [`${this.#running.size} running`] : []),
      ...(waiting > 0 ? [`${waiting} waiting`] : []),
      ...bad,
    ];
    return `${states.join("  ")}  ${secondsSince(this.#startedAt)}`;
  }

  #slowest(): readonly string[] {
    return [...this.#running]
      .slice(0, MOST_SLOW)
      .map(([node, { since, line }]) => visibleText(`  ${node}  ${secondsSince(since)}  ${line}`));
  }

  #groups(): readonly string[] {
    const gather = this.#gather;
    const done = [...this.#ended.keys()];
    if (gather === null || done.length === 0 || done.length > MOST_COMPARED) return [];
    const groups = [...gather.groups(done)].toSorted((a, b) => b.keys.length - a.keys.length);
    return groups.slice(0, MOST_GROUPS).map(({ keys, output }) => {
      const [first = new Uint8Array()] = output.chunks();
      const [text = ""] = Buffer.from(first.subarray(0, MOST_LINE)).toString().split("\n");
      return visibleText(`  = ${groupLabel(NodeSet.fromNames(keys).fold(), keys.length)}  ${text}`);
    });
  }
}

const WORDS = {
  failed: "failed",
  unreachable: "unreachable",
  timeout: "timed out",
  interrupted: "interrupted",
} as const;

function secondsSince(start: number): string {
  const seconds = Math.floor((performance.now() - start) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
