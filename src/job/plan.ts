/** How many failed items a job may have and still be COMPLETED. */
export type AllowFailed = { readonly count: number } | { readonly percent: number };

/** What a job will do, frozen when it is run. Nothing in it is secret. */
export interface Plan {
  /** The runner's name: `command`, `function` … */
  readonly runner: string;
  /** The runner's own part, as its `plan` made it: JSON, read by nobody else. */
  readonly recipe: unknown;
  /** Whether people speak of its items by name; without an agenda the one item is the job. */
  readonly hasAgenda: boolean;
  /** Whether a node set names the items, so that `{index}` is the number in a name; older plans don't say. */
  readonly hasNodeSet?: boolean;
  /** The folder that the work starts in, absolute; null: a folder of the attempt's own. */
  readonly workingFolder: string | null;
  /** Names of variables that pass from the agent's environment, `LC_*` with a star for any ending. */
  readonly passEnvironment: readonly string[];
  readonly setEnvironment: Readonly<Record<string, string>>;
  /** How many copies of the runner may work on the agenda at once. */
  readonly instances: number;
  /** Further tries after the first: of an item that failed, and of an instance that was lost. */
  readonly retry: { readonly item: number; readonly instance: number };
  readonly allowFailed: AllowFailed | null;
  /** Between asking and killing. */
  readonly graceMs: number;
  /** Of standard output and standard error together, for each attempt. */
  readonly outputLimitBytes: number;
  /** Of all result files together, for each attempt. */
  readonly resultLimitBytes: number;
  /** Whether processes that the command left behind may live on. */
  readonly leaveChildren: boolean;
}
