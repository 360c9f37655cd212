/** The same commands in a language. What a language can't do is null, and said in its documentation. */
export interface Phrases {
  /** Keeps a number under a name, without a value of its own. */
  readonly keep: string;
  /** The number that was kept. */
  readonly recall: string;
  readonly fortyTwo: string;
  /** Writes `out` to stdout and `err` to stderr, each with the end of a line. */
  readonly write: string;
  /** Has a child process write `below` to stdout. */
  readonly writeBelow: string;
  /** Writes so many bytes of "x" to stdout. */
  writeMuch(bytes: number): string;
  /** Raises an error whose message has `no such thing`. */
  readonly raise: string;
  /** What does not parse. */
  readonly nonsense: string;
  /** Asks for the end of the program with status 0, as programs do. */
  readonly exit: string;
  /** Ends the process at once with status 0. */
  readonly die: string;
  readonly killItself: string;
  /** Its value is whether a line could be read from stdin. */
  readonly readStdin: string;
  /** Tells a progress, and loops. */
  readonly loopForEver: string;
  /** Tells a progress, and starts one program after another, of which each takes no notice of interrupts, for ever. */
  readonly loopOverPrograms: string;
  /** Takes no notice of interrupts from now on, tells a progress, and loops. */
  readonly loopStubbornly: string;
  readonly closeStreams: string;
  /** Closes all descriptors that it can. */
  readonly closeAll: string;
  /** Takes some 25 ms. */
  readonly pause: string;
  /** Tells a progress of 0.5, 7 and -7. */
  readonly progress: string;
  /** Tells a progress that is no number, or not a finite one. */
  readonly noProgress: string;
  /** Tells an output, `/xxx…`, whose path has so many bytes. */
  output(bytes: number): string;
  /** Its value is a text of so many characters. */
  text(length: number): string;
  /** Its value is a list of so many texts of so many characters. */
  texts(count: number, length: number): string;
  /** Raises an error whose message has so many characters. */
  raiseLong(length: number): string;
  /** Starts a process that outlives the command, in a session of its own, named after the text. */
  leaveBehind(seconds: string): string;
}
