/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** Takes server-sent events out of text as it comes (HTML Standard §9.2.6). */
export class SseParser {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #lastId: string | null = null;

  /** Where a later stream would go on. */
  get lastId(): string | null {
    return this.#lastId;
  }

  /** @returns the events that are complete now */
  add(text: string): readonly StreamEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): readonly StreamEvent[] {
    if (line === "") return this.#end();
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") this.#event = value;
    if (field === "data") this.#data.push(value);
    if (field === "id") this.#lastId = value;
    return [];
  }

  #end(): readonly StreamEvent[] {
    const complete = { event: this.#event === "" ? "message" : this.#event, data: this.#data.join("\n") };
    const isThere = this.#data.length > 0;
    this.#event = "";
    this.#data = [];
    return isThere ? [complete] : [];
  }
}
