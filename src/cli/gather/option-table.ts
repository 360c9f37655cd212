import type { OptionSpec } from "../nodeset/option-table.ts";

/** An option, by its long name. */
export type OptionName =
  | "dshbak"
  | "lines"
  | "regroup"
  | "diff"
  | "tree"
  | "no-label"
  | "quiet"
  | "verbose"
  | "debug"
  | "fast"
  | "json"
  | "separator"
  | "interpret-keys"
  | "groupsource"
  | "groupsconf"
  | "groupbase"
  | "axis"
  | "color"
  | "version"
  | "help";

const optionTable: Readonly<Record<OptionName, OptionSpec>> = {
  dshbak: { short: "bcB" },
  lines: { short: "L", isNew: true },
  regroup: { short: "r" },
  diff: {},
  tree: { short: "T" },
  "no-label": { short: "N", isNew: true },
  quiet: { short: "q" },
  verbose: { short: "v" },
  debug: { short: "d" },
  fast: { short: "F" },
  json: { isNew: true },
  separator: { short: "S", takesValue: true },
  "interpret-keys": { takesValue: true },
  groupsource: { short: "s", takesValue: true },
  groupsconf: { takesValue: true },
  groupbase: { short: "G" },
  axis: { takesValue: true },
  color: { takesValue: true },
  version: {},
  help: { short: "h" },
};

/** Every option of `runyard gather`. */
export const optionEntries: readonly (readonly [OptionName, OptionSpec])[] = Object.entries(
  optionTable,
) as (readonly [OptionName, OptionSpec])[];
