/** Something to wait at: a ring before anybody waits is not lost. */
export class Bell {
  #rang = false;
  #resolve: (() => void) | undefined;

  ring(): void {
    this.#rang = true;
    this.#resolve?.();
  }

  async rung(): Promise<void> {
    if (!this.#rang) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#rang = false;
    this.#resolve = undefined;
  }
}
