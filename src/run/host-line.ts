import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { RunyardError, streamLog } from "../core/mod.ts";
import type { HandedItem, HostGateRequests, ItemNote, ItemReport, OutputEnds } from "./agent-protocol.ts";
import { Channel } from "./channel.ts";

type Line = Channel<HostGateRequests, Record<string, never>>;

/** How long between two tries to reach an agent that is being replaced. */
const RECONNECT_MS = 100;
/** What is known of a running item goes out once in so long, and the last of it always. */
const NOTE_MS = 1000;

/** An instance host's line to its agent, over as many connections as it takes: agents die and are replaced. */
export class HostLine {
  readonly #gate: string;
  readonly #attempt: string;
  #line: Line | undefined;
  #note: Omit<ItemNote, "attempt"> | null = null;
  #noting: NodeJS.Timeout | null = null;

  constructor(gate: string, attempt: string) {
    this.#gate = gate;
    this.#attempt = attempt;
  }

  /** Reports, and takes items until so many are held: all that are held now, none where there is no more. */
  async next(
    reports: readonly ItemReport[],
    ask: { readonly ends: OutputEnds; readonly hold: number },
    signal: AbortSignal,
  ): Promise<readonly HandedItem[]> {
    this.#note = null;
    while (!signal.aborted) {
      const line = await this.#reach();
      try {
        if (line !== undefined)
          return (await line.ask("next", { attempt: this.#attempt, reports, ...ask })).answer.items;
      } catch (error) {
        if (error instanceof RunyardError && error.code === "too-large") throw error;
        // The agent died in the middle: its successor listens at the same place, and both know what was reported.
      }
      await sleep(RECONNECT_MS);
    }
    return [];
  }

  /** Tells what is known of the item under way, now and then. */
  note(note: Omit<ItemNote, "attempt">): void {
    this.#note = note;
    if (this.#noting === null) this.#noting = setTimeout(() => this.#sendNote(), NOTE_MS).unref();
  }

  #sendNote(): void {
    this.#noting = null;
    if (this.#note === null || this.#line?.isOpen !== true) return;
    // A note that is lost is made good by the next, and by the item's report.
    this.#line.ask("noted", { attempt: this.#attempt, ...this.#note }).catch(() => undefined);
    this.#note = null;
  }

  async #reach(): Promise<Line | undefined> {
    if (this.#line?.isOpen === true) return this.#line;
    this.#line = await new Promise((resolve) => {
      const socket = connect(this.#gate);
      socket.once("error", () => resolve(undefined));
      socket.once("connect", () => resolve(new Channel(socket, {}, streamLog("instance host"))));
    });
    return this.#line;
  }
}
