/** How the child of a backend is started. */
export interface ChildCommand {
  readonly argv: readonly [string, ...string[]];
  /** Run in each new interpreter before the job's own setup. */
  readonly initCommands: readonly string[];
}
