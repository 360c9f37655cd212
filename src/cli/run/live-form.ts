import type { StreamName } from "../../task/mod.ts";
import { endText, sayClosingNotes } from "./closing-notes.ts";
import { LabelledLines } from "./labelled-lines.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunObserver, RunSummary } from "./observer.ts";
import { type Presentation, tellsCodes } from "./presentation.ts";

/** Shows each line as it comes. */
export class LiveForm implements RunObserver {
  readonly #presentation: Presentation;
  readonly #lines: LabelledLines;

  constructor(presentation: Presentation) {
    this.#presentation = presentation;
    this.#lines = new LabelledLines({ ...presentation, hasLabels: presentation.options.hasLabels });
  }

  wrote(node: string, stream: StreamName, bytes: Uint8Array): void {
    this.#lines.push(node, stream, bytes);
  }

  ended(node: string, result: NodeResult): void {
    this.#lines.end(node);
    const text = endText(result);
    if (text !== null && tellsCodes(this.#presentation)) this.#presentation.voice.say(`${node}: ${text}`);
  }

  again(nodes: readonly string[], attempt: number): void {
    sayAgain(nodes, attempt, this.#presentation);
  }

  finished(summary: RunSummary): void {
    sayClosingNotes(summary, this.#presentation, true);
  }
}

/** Says who is tried once more. */
export function sayAgain(
  nodes: readonly string[],
  attempt: number,
  { voice, options, settings }: Presentation,
): void {
  if (!settings.isQuiet) voice.sayOf(nodes, `trying again, ${attempt} of ${options.retry?.times ?? attempt}`);
}
