/** What is known of an item's work beside its outcome (Qube's result package). As JSON it is smaller than 2 MB. */
export interface ResultPackage {
  /** From 0 to 1; null where nobody told. */
  readonly progress: number | null;
  /** Files that it made, each once, in the order in which they were told. */
  readonly outputPaths: readonly string[];
  /** Lines that the rules lift out, and those that they take for errors. */
  readonly highlights: readonly string[];
  readonly errors: readonly string[];
  /** What a schedule's function has set, null for what it has cleared. */
  readonly properties?: Readonly<Record<string, string | null>>;
}

export const emptyPackage: ResultPackage = { progress: null, outputPaths: [], highlights: [], errors: [] };
