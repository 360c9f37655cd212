import { fstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../core/mod.ts";
import type { HandedItem, ItemReport, OutputEnds } from "./agent-protocol.ts";
import { boundedReport } from "./bounded-report.ts";
import type { HostLine } from "./host-line.ts";
import { appendToJournal } from "./journal.ts";
import type { HostRecipe } from "./launch-order.ts";

/** What is larger belongs in a result file. */
const MAX_RESULT = 1_000_000;

/** What an instance host's work knows of its attempt. */
export class HostContext {
  readonly recipe: HostRecipe;
  /** Values by name: a file as its path, a secret as the path of the file that holds it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the job's work is to have as its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The attempt's folder. */
  readonly folder: string;
  /** Aborted when the attempt is to end. */
  readonly signal: AbortSignal;
  readonly #line: HostLine;
  readonly #resultsFolder: string;
  /** What the agent does not know of, by the item's index. */
  readonly #reports = new Map<number, ItemReport>();
  /** The indices of the items under way. */
  readonly #open = new Set<number>();

  constructor(parts: {
    readonly recipe: HostRecipe;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly environment: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly resultsFolder: string;
    readonly signal: AbortSignal;
    readonly line: HostLine;
  }) {
    this.recipe = parts.recipe;
    this.parameters = parts.parameters;
    this.environment = parts.environment;
    this.folder = parts.folder;
    this.signal = parts.signal;
    this.#resultsFolder = parts.resultsFolder;
    this.#line = parts.line;
  }

  /** Reports what was done, and takes the next item; null where there is no more, or the attempt is to end. */
  async next(): Promise<OpenItem | null> {
    const [item] = await this.fill(1);
    return item ?? null;
  }

  /** Reports what was done, and takes items until so many are held. @returns the new ones */
  async fill(hold: number): Promise<readonly OpenItem[]> {
    const sent = [...this.#reports.values()];
    const held = await this.#line.next(sent, { ends: outputEnds(), hold }, this.signal);
    for (const report of sent)
      if (this.#reports.get(report.index) === report) this.#reports.delete(report.index);
    // What has ended meanwhile is held until it is reported.
    return held
      .filter(({ index }) => !this.#open.has(index) && !this.#reports.has(index))
      .map((item) => this.#begin(item));
  }

  /** Whether something was done that the agent does not know of. */
  get hasUnreported(): boolean {
    return this.#reports.size > 0;
  }

  /** Whether an item is under way of which nothing is known. */
  get hasOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Keeps what became of an item; the agent hears of it with the question for the next. */
  finish(item: OpenItem, end: Pick<ItemReport, "outcome" | "result" | "resultPackage">): void {
    const { index, startedAt } = item;
    const [before, after] = [item.before(), outputEnds()];
    const report = boundedReport({
      index,
      try: item.try,
      ...end,
      result: asJson(end.result),
      startedAt,
      endedAt: Date.now(),
      stdout: { from: before.stdout, to: after.stdout },
      stderr: { from: before.stderr, to: after.stderr },
    });
    appendToJournal(this.folder, report);
    this.#open.delete(index);
    this.#reports.set(index, report);
  }

  #begin(item: HandedItem): OpenItem {
    const resultsFolder = join(this.#resultsFolder, String(item.index));
    // What an earlier try of the item left is not this one's.
    rmSync(resultsFolder, { recursive: true, force: true });
    mkdirSync(resultsFolder, { recursive: true, mode: 0o700 });
    this.#open.add(item.index);
    let ends = outputEnds();
    const begin = (): void => void (ends = outputEnds());
    return { ...item, resultsFolder, startedAt: Date.now(), begin, before: () => ends };
  }

  /** Tells what is known of the item under way. */
  note(item: OpenItem, resultPackage: NonNullable<ItemReport["resultPackage"]>): void {
    this.#line.note({ index: item.index, try: item.try, resultPackage });
  }
}

/** An item under way. */
export interface OpenItem extends HandedItem {
  /** The folder for its result files, which is there. */
  readonly resultsFolder: string;
  readonly startedAt: number;
  /** What is written from here on is its output; from its start on, unless told. */
  begin(): void;
  /** Where its output begins. */
  before(): OutputEnds;
}

/** Standard output and standard error are the attempt's files: how long they are now. */
function outputEnds(): OutputEnds {
  return { stdout: fstatSync(1).size, stderr: fstatSync(2).size };
}

/** A value as JSON can hold it; what JSON can't is said in words, and fails nothing. */
function asJson(value: unknown): unknown {
  try {
    const text = JSON.stringify(value ?? null);
    if (text.length > MAX_RESULT)
      return `the value is too large to be kept: ${text.length} characters, at most ${MAX_RESULT}`;
    return JSON.parse(text) as unknown;
  } catch (error) {
    return `the value can't be written as JSON: ${messageOf(error)}`;
  }
}
