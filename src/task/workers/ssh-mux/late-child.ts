import type { FanoutChild, Identity, StopOptions, StopReport } from "../../../process/mod.ts";
import type { ClientListener } from "../../worker.ts";

/** A child that is started when it is known how; until then its input waits here. */
export class LateChild implements FanoutChild {
  readonly #listener: ClientListener;
  #child: FanoutChild | null = null;
  #input: Uint8Array[] = [];
  #isEnded = false;
  #isOver = false;

  /** @param start starts it, when that is known */
  constructor(start: Promise<() => FanoutChild>, listener: ClientListener) {
    this.#listener = listener;
    void start.then((startNow) => this.#begin(startNow));
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  get identity(): Identity | null {
    return this.#child?.identity ?? null;
  }

  get pendingBytes(): number {
    return this.#child?.pendingBytes ?? this.#input.reduce((sum, piece) => sum + piece.length, 0);
  }

  write(bytes: Uint8Array): void {
    if (this.#child !== null) this.#child.write(bytes);
    else this.#input.push(bytes);
  }

  end(): void {
    this.#isEnded = true;
    this.#child?.end();
  }

  async stop(options: StopOptions): Promise<StopReport> {
    if (this.#child !== null) return this.#child.stop(options);
    if (!this.#isOver) {
      this.#isOver = true;
      this.#listener.onEnd({ kind: "signal", signal: options.ask });
    }
    return { rung: "asked", left: [] };
  }

  #begin(startNow: () => FanoutChild): void {
    if (this.#isOver) return;
    try {
      const child = startNow();
      for (const piece of this.#input.splice(0)) child.write(piece);
      if (this.#isEnded) child.end();
      this.#child = child;
    } catch {
      // What starts processes is closed.
      this.#isOver = true;
      this.#listener.onEnd({ kind: "lost" });
    }
  }
}
