import { type Words, readWords } from "../nodeset/read-words.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import { type OptionName, optionEntries } from "./option-table.ts";

/** When something is done: `auto` where it fits. */
export type When = "never" | "always" | "auto";

/** How outputs are shown: with a header each, with nodes before each line, as differences, as a tree, as JSON. */
export type Form = "blocks" | "lines" | "diff" | "tree" | "json";

/** A command line of `runyard gather` that makes sense. */
export interface GatherCommandOptions {
  readonly form: Form;
  /** In a tree, nodes stand on a line of their own instead of in a header. */
  readonly hasPlainLabels: boolean;
  /** Nodes with the same output are shown together. */
  readonly gathers: boolean;
  readonly regroups: boolean;
  readonly hasLabels: boolean;
  readonly hasCounts: boolean;
  /** What is read is shown as well. */
  readonly echoes: boolean;
  readonly separator: Buffer;
  readonly interpretKeys: When;
  readonly color: When;
  readonly source: string | null;
  readonly groupsConf: string | null;
  readonly hidesSource: boolean;
  readonly axis: string;
}

/** Reads a command line. @throws {UsageError} where it is not understood or contradicts itself */
export function parseOptions(argv: readonly string[]): GatherCommandOptions | "help" | "version" {
  const { given, operands } = readWords(argv, optionEntries);
  if (given.has("help")) return "help";
  if (given.has("version")) return "version";
  if (operands[0] !== undefined)
    throw new UsageError(`Nothing is read but standard input, and no options stand behind "${operands[0]}"`);
  refuseContradictions(given);
  return toOptions(given);
}

type Given = Words<OptionName>["given"];

function toOptions(given: Given): GatherCommandOptions {
  const last = (name: OptionName): string | null => given.get(name)?.at(-1) ?? null;
  const echoes = given.has("verbose") || given.has("debug");
  return {
    form: formOf(given),
    hasPlainLabels: given.has("lines"),
    gathers: given.has("dshbak") || given.has("regroup") || given.has("diff"),
    regroups: given.has("regroup"),
    hasLabels: !given.has("no-label"),
    hasCounts: echoes || !given.has("quiet"),
    echoes,
    separator: separatorOf(last("separator") ?? ":"),
    interpretKeys: whenOf("--interpret-keys", last("interpret-keys")),
    color: whenOf("--color", last("color")),
    source: last("groupsource"),
    groupsConf: last("groupsconf"),
    hidesSource: given.has("groupbase"),
    axis: last("axis") ?? "",
  };
}

function formOf(given: Given): Form {
  if (given.has("tree")) return "tree";
  if (given.has("json")) return "json";
  if (given.has("diff")) return "diff";
  return given.has("lines") ? "lines" : "blocks";
}

function separatorOf(text: string): Buffer {
  if (text === "") throw new UsageError('Option "--separator" takes a text, and this one is empty');
  if (text.includes("\n")) throw new UsageError('Option "--separator" takes no line end: lines end there');
  return Buffer.from(text);
}

function whenOf(option: string, text: string | null): When {
  if (text === null) return "auto";
  if (text === "never" || text === "always" || text === "auto") return text;
  throw new UsageError(`Option "${option}" takes never, always or auto, not "${text}"`);
}

/** Pairs that can't be given together. */
const contradictions: readonly (readonly [OptionName, OptionName])[] = [
  ["lines", "diff"],
  ["lines", "fast"],
  ["tree", "fast"],
  ["json", "tree"],
  ["json", "diff"],
  ["json", "verbose"],
  ["json", "debug"],
];

function refuseContradictions(given: Given): void {
  const found = contradictions.find(([one, other]) => given.has(one) && given.has(other));
  if (found !== undefined)
    throw new UsageError(`Options "--${found[0]}" and "--${found[1]}" exclude each other`);
}
