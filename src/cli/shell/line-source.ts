/** What comes from whoever types, or from a pipe. */
export type LineEvent =
  /** `isMore`: whether the next line is there, or may be on its way without anybody waiting for an answer to this one. */
  | { readonly kind: "line"; readonly text: string; readonly isMore: boolean }
  /** Ctrl-C at the prompt. */
  | { readonly kind: "interrupt"; readonly isLineEmpty: boolean }
  /** Ctrl-D, the end of a pipe, or `end()`. */
  | { readonly kind: "end" };

/** Where the lines of commands come from, one after the other. */
export interface LineSource extends Disposable {
  /** Whether a person is asked for each line. */
  readonly isTyped: boolean;
  next(prompt: string): Promise<LineEvent>;
  /**
   * Waits a little for a line without taking it, where nobody is asked.
   *
   * @param place 0 for the one that `next` gives next
   * @returns null where there is none, or none yet
   */
  lookAhead?(place: number): Promise<string | null>;
  /** Writes something while a line is waited for, without disturbing it. */
  aside(write: () => void): void;
  /** Nothing more is wanted: who waits for a line is told so. */
  end(): void;
}
