import { fstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../core/mod.ts";
import type { HandedItem, ItemReport, OutputEnds } from "./agent-protocol.ts";
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
  /** The attempt's folder. */
  readonly folder: string;
  /** Aborted when the attempt is to end. */
  readonly signal: AbortSignal;
  readonly #line: HostLine;
  readonly #resultsFolder: string;
  #reports: readonly ItemReport[] = [];

  constructor(parts: {
    readonly recipe: HostRecipe;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly folder: string;
    readonly resultsFolder: string;
    readonly signal: AbortSignal;
    readonly line: HostLine;
  }) {
    this.recipe = parts.recipe;
    this.parameters = parts.parameters;
    this.folder = parts.folder;
    this.signal = parts.signal;
    this.#resultsFolder = parts.resultsFolder;
    this.#line = parts.line;
  }

  /** Reports what was done, and takes the next item; null where there is no more, or the attempt is to end. */
  async next(): Promise<OpenItem | null> {
    const item = await this.#line.next(this.#reports, outputEnds(), this.signal);
    if (item === null) return null;
    const resultsFolder = join(this.#resultsFolder, String(item.index));
    // What an earlier try of the item left is not this one's.
    rmSync(resultsFolder, { recursive: true, force: true });
    mkdirSync(resultsFolder, { recursive: true, mode: 0o700 });
    return { ...item, resultsFolder, startedAt: Date.now(), before: outputEnds() };
  }

  /** Keeps what became of an item; the agent hears of it with the question for the next. */
  finish(item: OpenItem, end: Pick<ItemReport, "outcome" | "result" | "resultPackage">): void {
    const { before, index, startedAt } = item;
    const after = outputEnds();
    const report: ItemReport = {
      index,
      ...end,
      result: asJson(end.result),
      startedAt,
      endedAt: Date.now(),
      stdout: { from: before.stdout, to: after.stdout },
      stderr: { from: before.stderr, to: after.stderr },
    };
    appendToJournal(this.folder, report);
    this.#reports = [report];
  }

  /** Tells what is known of the item under way. */
  note(item: OpenItem, resultPackage: NonNullable<ItemReport["resultPackage"]>): void {
    this.#line.note(item.index, resultPackage);
  }
}

/** An item under way. */
export interface OpenItem extends HandedItem {
  /** The folder for its result files, which is there. */
  readonly resultsFolder: string;
  readonly startedAt: number;
  readonly before: OutputEnds;
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
