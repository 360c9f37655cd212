import { type OptionName, optionEntries } from "./option-table.ts";
import { type Words, readWords } from "./read-words.ts";
import { UsageError } from "./usage-error.ts";

/** What is asked for. */
export type Command =
  | "count"
  | "expand"
  | "fold"
  | "list"
  | "list-all"
  | "regroup"
  | "list-sources"
  | "index";

/** A command line of `runyard nodeset` that makes sense. */
export interface NodesetOptions {
  readonly command: Command;
  /** For `list` and `list-all`: 1 names, 2 nodes as well, 3 counts as well. */
  readonly detail: number;
  /** For `index`: the name whose position is wanted. */
  readonly index: string;
  /** Applied in this order before the operands. */
  readonly intersections: readonly string[];
  readonly exclusions: readonly string[];
  readonly xors: readonly string[];
  readonly operands: readonly string[];
  readonly all: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  /** The operands are sets of numbers, not of names. */
  readonly ranges: boolean;
  /** From how many members on steps are written: a number, a percentage of all, or `auto` for all of them. */
  readonly autostep: string | null;
  /** As written, with its escapes. */
  readonly separator: string;
  readonly format: string;
  readonly slice: string;
  readonly split: number | null;
  readonly contiguous: boolean;
  readonly axis: string;
  readonly pick: number;
  readonly source: string | null;
  readonly hidesSource: boolean;
  readonly groupsConf: string | null;
  readonly unknownGroups: "refuse" | "empty";
  /** As written, a duration; null where there is no limit. */
  readonly timeout: string | null;
}

const commands: readonly Command[] = [
  "count",
  "expand",
  "fold",
  "list",
  "list-all",
  "regroup",
  "list-sources",
  "index",
];

/** Reads a command line. @throws {UsageError} where it is not understood or contradicts itself */
export function parseOptions(argv: readonly string[]): NodesetOptions | "help" | "version" {
  const { given, operands } = readWords(argv, optionEntries);
  if (given.has("help")) return "help";
  if (given.has("version")) return "version";
  const options = toOptions(given, operands);
  refuseContradictions(options);
  return options;
}

function toOptions(given: Words<OptionName>["given"], operands: readonly string[]): NodesetOptions {
  const last = (name: OptionName): string | null => given.get(name)?.at(-1) ?? null;
  const command = commandOf(given);
  return {
    command,
    detail: (given.get("list")?.length ?? 0) + (given.get("list-all")?.length ?? 0),
    index: last("index") ?? "",
    intersections: given.get("intersection") ?? [],
    exclusions: given.get("exclude") ?? [],
    xors: given.get("xor") ?? [],
    operands,
    all: given.has("all"),
    quiet: given.has("quiet"),
    json: given.has("json"),
    ranges: given.has("rangeset"),
    autostep: checkedAutostep(last("autostep")),
    separator: last("separator") ?? " ",
    format: last("output-format") ?? "%s",
    slice: last("slice") ?? "",
    split: wholeNumber("--split", last("split")),
    contiguous: given.has("contiguous"),
    axis: last("axis") ?? "",
    pick: wholeNumber("--pick", last("pick")) ?? 0,
    source: last("groupsource"),
    hidesSource: given.has("groupbase"),
    groupsConf: last("groupsconf"),
    unknownGroups: given.has("allow-unknown-groups") ? "empty" : "refuse",
    timeout: checkedTimeout(last("timeout")),
  };
}

function commandOf(given: Words<OptionName>["given"]): Command {
  const [command, another] = commands.filter((name) => given.has(name));
  if (command === undefined)
    throw new UsageError("No command is given: one of -c, -e, -f, -l, -L, -r, --list-sources, --index");
  if (another !== undefined)
    throw new UsageError(`Options "--${command}" and "--${another}" exclude each other`);
  return command;
}

function checkedAutostep(text: string | null): string | null {
  if (text === null || /^(?:auto|[+-]?\d+|[+-]?(?:\d+\.?\d*|\.\d+)%)$/.test(text)) return text;
  throw new UsageError(`Option "--autostep" takes a number of nodes, a percentage or auto, not "${text}"`);
}

/** The form of a duration, so that nothing more has to be loaded; its reader knows the rest. */
function checkedTimeout(text: string | null): string | null {
  if (text === null || (/^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/.test(text) && Number.parseFloat(text) > 0))
    return text;
  throw new UsageError(`Option "--timeout" takes a time such as 500ms, 2s or 1m, not "${text}"`);
}

function wholeNumber(option: string, text: string | null): number | null {
  if (text === null) return null;
  const number = Number(text);
  if (!/^\s*[+-]?\d+\s*$/.test(text) || !Number.isSafeInteger(number)) {
    throw new UsageError(`Option "${option}" takes a whole number, not "${text}"`);
  }
  return number;
}

function refuseContradictions(options: NodesetOptions): void {
  const { command, ranges, operands, intersections, exclusions, xors } = options;
  const hasOperands = [operands, intersections, exclusions, xors].some((words) => words.length > 0);
  const lists = command === "list" || command === "list-all";
  if (ranges && (options.all || command === "regroup" || (lists && hasOperands))) {
    throw new UsageError("Sets of numbers (-R) belong to no groups: -a, -l, -L and -r take names");
  }
  if (options.split !== null && options.contiguous) {
    throw new UsageError('Options "--split" and "--contiguous" exclude each other');
  }
  if (options.axis !== "" && (command !== "fold" || ranges)) {
    throw new UsageError('Option "--axis" says how names are folded: it goes with -f alone');
  }
  if (command === "index" && options.pick !== 0) {
    throw new UsageError('Options "--index" and "--pick" exclude each other');
  }
}
