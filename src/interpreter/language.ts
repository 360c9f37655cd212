import type { Value } from "./value.ts";

/** How one kind of interpreter is started and spoken to. Adding one is a file of this shape and its bootstrap. */
export interface Language {
  readonly name: string;
  /** The usual program, searched in the PATH. */
  readonly executable: string;
  /** The arguments that make the program run our end of the channel. */
  arguments(options: { readonly executable: string }): readonly string[];
  /**
   * How a command is interrupted: by SIGINT to the process group, by that and then by SIGURG to the interpreter itself,
   * which may have missed it, or by an order, where a signal may hit what it shall not.
   */
  readonly interrupts: "signal" | "two signals" | "order";
  /** Whether its end can connect to a socket; true unless told. One that can't has only the descriptor that it inherits. */
  readonly connects?: boolean;
  /** A value as source text of this language, quoted and escaped: a placeholder in a command becomes this. */
  literal(value: Literal): string;
  /**
   * Of the lines that were typed at a prompt, how many are a command to run now: 0 where more lines are wanted, as after
   * `if x:`. Without it each line is one.
   *
   * @param ask runs a command that changes nothing, and gives its value; null where it has failed
   */
  readyLines?(lines: readonly string[], ask: (command: string) => Promise<Value>): Promise<number>;
  /**
   * Whether a line can begin no command, and so goes on with the one before: `else {`. It is asked of the lines of a pipe;
   * at a prompt a command runs as soon as it is whole.
   */
  goesOn?(line: string): boolean;
  /** A line that is no more than a comment, and may stand between the two. */
  readonly comment?: RegExp;
}

/** What a placeholder may stand for. */
export type Literal = null | boolean | number | bigint | string | readonly Literal[];
