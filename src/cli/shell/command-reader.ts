import type { Language } from "../../interpreter/mod.ts";
import type { LineEvent, LineSource } from "./line-source.ts";

/** What comes of reading: a command, nothing (Ctrl-C), or the end. */
export type Reading =
  | { readonly kind: "command"; readonly source: string }
  | Exclude<LineEvent, { readonly kind: "line" }>;

/** Puts lines together to commands. */
export class CommandReader {
  readonly #lines: LineSource;
  readonly #language: Language;
  readonly #prompt: string;
  readonly #countReady: (lines: readonly string[]) => Promise<number>;
  #gathered: readonly string[] = [];
  /** How many of them are a command to run now. */
  #ready = 0;

  /** @param countReady how many of the lines are a command to run now, 0 where more are wanted */
  constructor(
    lines: LineSource,
    language: Language,
    countReady: (lines: readonly string[]) => Promise<number>,
  ) {
    this.#lines = lines;
    this.#language = language;
    this.#prompt = `${language.name}> `;
    this.#countReady = countReady;
  }

  /** Waits for the next command. Ctrl-C drops the lines of one that is not finished. */
  async next(): Promise<Reading> {
    // What is left over when a line has turned out to be another command's.
    if (this.#gathered.length > 0 && (await this.#isReady(false))) return this.#take();
    for (;;) {
      const event = await this.#lines.next(this.#promptNow());
      if (event.kind !== "line") return this.#leave(event);
      if (this.#gathered.length === 0 && event.text.trim() === "") continue;
      this.#gathered = [...this.#gathered, event.text];
      if (await this.#isReady(event.isMore)) return this.#take();
    }
  }

  #promptNow(): string {
    return this.#gathered.length === 0 ? this.#prompt : "... ".padStart(this.#prompt.length);
  }

  async #isReady(isMore: boolean): Promise<boolean> {
    const last = this.#gathered.at(-1) ?? "";
    if (last.endsWith("\\")) return false;
    // In a paste or a pipe an empty line may stand in the middle of a block.
    if (isMore && last.trim() === "") return false;
    this.#ready = await this.#countReady(this.#gathered);
    return this.#ready > 0 && !(await this.#goesOn());
  }

  /** Whether the next line of a pipe belongs to what is whole without it. */
  async #goesOn(): Promise<boolean> {
    const language = this.#language;
    if (language.goesOn === undefined || this.#ready < this.#gathered.length) return false;
    for (let place = 0; ; place++) {
      const line = (await this.#lines.lookAhead?.(place)) ?? null;
      if (line === null) return false;
      if (line.trim() !== "" && language.comment?.test(line) !== true) return language.goesOn(line);
    }
  }

  #take(): Reading {
    const source = this.#gathered.slice(0, this.#ready).join("\n");
    this.#gathered = this.#gathered.slice(this.#ready);
    return { kind: "command", source };
  }

  #leave(event: Exclude<LineEvent, { readonly kind: "line" }>): Reading {
    const rest = this.#gathered.join("\n");
    this.#gathered = [];
    // What is not finished at the end of a pipe says itself what is wrong with it.
    if (event.kind === "end" && !this.#lines.isTyped && rest !== "") return { kind: "command", source: rest };
    if (event.kind === "interrupt") return { ...event, isLineEmpty: event.isLineEmpty && rest === "" };
    return event;
  }
}
