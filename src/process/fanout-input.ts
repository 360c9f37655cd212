/** Input that waits for a child to take it, in the pieces in which it came. */
export class FanoutInput {
  #pieces: Uint8Array[] = [];
  /** How many of the pieces were taken already: taking the first of many out of the list each time would move the others. */
  #taken = 0;
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** Takes the first piece, or as much of it as is wanted at most. */
  take(mostBytes: number): Uint8Array {
    const first = this.#pieces[this.#taken] ?? new Uint8Array();
    const taken = first.subarray(0, mostBytes);
    this.#sizeBytes -= taken.length;
    if (taken.length < first.length) this.#pieces[this.#taken] = first.subarray(taken.length);
    else this.#taken++;
    if (this.#taken >= 1024 || this.#taken === this.#pieces.length) this.#drop();
    return taken;
  }

  clear(): void {
    this.#pieces = [];
    this.#taken = 0;
    this.#sizeBytes = 0;
  }

  #drop(): void {
    this.#pieces.splice(0, this.#taken);
    this.#taken = 0;
  }
}
