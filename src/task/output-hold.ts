import type { Fanout } from "../process/mod.ts";
import type { Client } from "./client.ts";

/** Keeps commands waiting where nobody can take what they write. What was given up is not kept: it is to end. */
export class OutputHold {
  readonly #fanout: Fanout;
  #isWanted = false;
  #isOn = false;

  constructor(fanout: Fanout) {
    this.#fanout = fanout;
  }

  want(isWanted: boolean, begun: () => readonly Client[]): void {
    this.#isWanted = isWanted;
    this.update(begun);
  }

  /** One has started, or was given up. @param begun those that may run */
  update(begun: () => readonly Client[]): void {
    if (!this.#isWanted && !this.#isOn) return;
    const clients = begun();
    this.#isOn = this.#isWanted && clients.some((client) => client.isHeard);
    this.#fanout.holdOutput(this.#isOn);
    for (const client of clients) if (client.isRunning) client.holdOutput(this.#isOn);
  }
}
