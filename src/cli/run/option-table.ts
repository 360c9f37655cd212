import type { OptionSpec } from "../nodeset/option-table.ts";

/** An option of `run` and `copy`, by its long name. */
export type OptionName =
  | "nodes"
  | "exclude"
  | "all"
  | "group"
  | "exclude-group"
  | "hostfile"
  | "pick"
  | "groupsource"
  | "groupsconf"
  | "failed-from"
  | "dshbak"
  | "dshbak-all"
  | "lines"
  | "no-label"
  | "regroup"
  | "groupbase"
  | "diff"
  | "json"
  | "quiet"
  | "verbose"
  | "debug"
  | "progress"
  | "maxrc"
  | "color"
  | "outdir"
  | "errdir"
  | "fanout"
  | "connect_timeout"
  | "command_timeout"
  | "user"
  | "options"
  | "worker"
  | "remote"
  | "nostdin"
  | "mode"
  | "option"
  | "conf"
  | "password-fd"
  | "ask-password"
  | "become"
  | "retry"
  | "retry-on"
  | "batch"
  | "max-fail"
  | "fail-fast"
  | "start-rate"
  | "dry-run"
  | "copy"
  | "rcopy"
  | "dest"
  | "preserve"
  | "by"
  | "compat-clush"
  | "job"
  | "server"
  | "version"
  | "help";

const optionTable: Readonly<Record<OptionName, OptionSpec>> = {
  nodes: { short: "w", takesValue: true, isNew: true },
  exclude: { short: "x", takesValue: true, isNew: true },
  all: { short: "a" },
  group: { short: "g", takesValue: true },
  "exclude-group": { short: "X", takesValue: true, isNew: true },
  hostfile: { aliases: ["machinefile"], takesValue: true },
  pick: { takesValue: true },
  groupsource: { short: "s", takesValue: true },
  groupsconf: { takesValue: true },
  "failed-from": { takesValue: true, isNew: true },
  dshbak: { short: "b" },
  "dshbak-all": { short: "B", isNew: true },
  lines: { short: "L", isNew: true },
  "no-label": { short: "N", isNew: true },
  regroup: { short: "r" },
  groupbase: { short: "G" },
  diff: {},
  json: { isNew: true },
  quiet: { short: "q" },
  verbose: { short: "v" },
  debug: { short: "d" },
  progress: { short: "P" },
  maxrc: { short: "S" },
  color: { takesValue: true },
  outdir: { takesValue: true },
  errdir: { takesValue: true },
  fanout: { short: "f", takesValue: true },
  connect_timeout: { short: "t", aliases: ["connect-timeout"], takesValue: true },
  command_timeout: { short: "u", aliases: ["command-timeout"], takesValue: true },
  user: { short: "l", takesValue: true },
  options: { short: "o", takesValue: true },
  worker: { short: "R", takesValue: true },
  remote: { takesValue: true },
  nostdin: { short: "n" },
  mode: { short: "m", takesValue: true },
  option: { short: "O", takesValue: true },
  conf: { takesValue: true },
  "password-fd": { takesValue: true, isNew: true },
  "ask-password": { isNew: true },
  become: { takesValue: true, isNew: true },
  retry: { takesValue: true, isNew: true },
  "retry-on": { takesValue: true, isNew: true },
  batch: { takesValue: true, isNew: true },
  "max-fail": { takesValue: true, isNew: true },
  "fail-fast": { isNew: true },
  "start-rate": { takesValue: true, isNew: true },
  "dry-run": { isNew: true },
  copy: { short: "c" },
  rcopy: {},
  dest: { takesValue: true },
  preserve: { short: "p", isNew: true },
  by: { takesValue: true, isNew: true },
  "compat-clush": { isNew: true },
  job: { takesValue: true, isNew: true },
  server: { takesValue: true, isNew: true },
  version: {},
  help: { short: "h" },
};

/** Every option of `runyard run` and `runyard copy`. */
export const optionEntries: readonly (readonly [OptionName, OptionSpec])[] = Object.entries(
  optionTable,
) as (readonly [OptionName, OptionSpec])[];
