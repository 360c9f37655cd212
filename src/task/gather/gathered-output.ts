/** What one key has said, or several alike. It is read before more is added. */
export interface GatheredOutput {
  readonly sizeBytes: number;
  /** All of it, exactly as it was added. */
  bytes(): Uint8Array;
  /** The same in pieces of some KiB, which are not to be written to. */
  chunks(): Iterable<Uint8Array>;
  /** The lines without their LF. `a` and `a\n` are the same one line. */
  lines(): Iterable<Uint8Array>;
}
