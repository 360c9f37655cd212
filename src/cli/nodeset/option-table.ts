/** How an option is written. */
export interface OptionSpec {
  /** Its letter; several where they mean the same. */
  readonly short?: string;
  /** More long names than its own. */
  readonly aliases?: readonly string[];
  /** Whether a value follows it, in the same word or the next. */
  readonly takesValue?: true;
  /** None of ClusterShell 1.9's: only its whole name is understood, so that theirs can be shortened as there. */
  readonly isNew?: true;
}

/** An option, by its long name. */
export type OptionName =
  | "count"
  | "expand"
  | "fold"
  | "list"
  | "list-all"
  | "regroup"
  | "list-sources"
  | "index"
  | "exclude"
  | "intersection"
  | "xor"
  | "all"
  | "autostep"
  | "debug"
  | "quiet"
  | "rangeset"
  | "groupbase"
  | "separator"
  | "output-format"
  | "slice"
  | "split"
  | "contiguous"
  | "axis"
  | "pick"
  | "groupsource"
  | "groupsconf"
  | "json"
  | "allow-unknown-groups"
  | "timeout"
  | "version"
  | "help";

const optionTable: Readonly<Record<OptionName, OptionSpec>> = {
  count: { short: "c" },
  expand: { short: "e" },
  fold: { short: "f" },
  list: { short: "l" },
  "list-all": { short: "L" },
  regroup: { short: "r" },
  "list-sources": { aliases: ["groupsources"] },
  index: { takesValue: true, isNew: true },
  exclude: { short: "x", takesValue: true },
  intersection: { short: "i", takesValue: true },
  xor: { short: "X", takesValue: true },
  all: { short: "a" },
  autostep: { takesValue: true },
  debug: { short: "d" },
  quiet: { short: "q" },
  rangeset: { short: "R" },
  groupbase: { short: "G" },
  separator: { short: "S", takesValue: true },
  "output-format": { short: "O", takesValue: true },
  slice: { short: "I", takesValue: true },
  split: { takesValue: true },
  contiguous: {},
  axis: { takesValue: true },
  pick: { takesValue: true },
  groupsource: { short: "s", takesValue: true },
  groupsconf: { takesValue: true },
  json: { isNew: true },
  "allow-unknown-groups": { isNew: true },
  timeout: { takesValue: true, isNew: true },
  version: {},
  help: { short: "h" },
};

/** Every option of `runyard nodeset`. */
export const optionEntries: readonly (readonly [OptionName, OptionSpec])[] = Object.entries(
  optionTable,
) as (readonly [OptionName, OptionSpec])[];
