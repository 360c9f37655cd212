import type { MemberSet } from "./member-set.ts";
import type { Note } from "./note.ts";
import type { NodesetOptions } from "./options.ts";
import type { Reader } from "./reader.ts";

/** What a set is computed from. */
export interface Ingredients<Set extends MemberSet<Set>> {
  readonly options: NodesetOptions;
  readonly reader: Reader<Set>;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly note: Note;
}

type Operation = "union" | "intersection" | "difference" | "symmetricDifference";

/** The only words after the first operand that are no operands. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "-i": "intersection",
  "--intersection": "intersection",
  "-x": "difference",
  "--exclude": "difference",
  "-X": "symmetricDifference",
  "--xor": "symmetricDifference",
};

/**
 * Computes the set that a command line means: all nodes or standard input, then the operations before the first
 * operand in their fixed order, then operands and operations from left to right.
 */
export async function computeSet<Set extends MemberSet<Set>>(ingredients: Ingredients<Set>): Promise<Set> {
  const { options, reader, note } = ingredients;
  let set = options.all ? await reader.all() : reader.empty;
  if (readsInput(options)) set = await apply("union", set, "-", ingredients);
  const first = [
    ...options.intersections.map((text) => ["intersection", text] as const),
    ...options.exclusions.map((text) => ["difference", text] as const),
    ...options.xors.map((text) => ["symmetricDifference", text] as const),
  ];
  if (set.isEmpty && first.length > 0)
    await note("Warning: the set to the left of the first operation is empty");
  for (const [operation, text] of first) set = await apply(operation, set, text, ingredients);
  return await applyOperands(set, ingredients);
}

function readsInput({ command, operands, all }: NodesetOptions): boolean {
  return operands.length === 0 && !all && command !== "list" && command !== "list-all";
}

async function applyOperands<Set extends MemberSet<Set>>(
  start: Set,
  ingredients: Ingredients<Set>,
): Promise<Set> {
  const { options, reader, note } = ingredients;
  const words = [...options.operands.entries()].values();
  let set = start;
  let texts: string[] = [];
  const takeTexts = async (): Promise<void> => {
    set = set.union(await reader.read(texts));
    texts = [];
  };
  for (const [place, word] of words) {
    const operation = OPERATIONS[word] ?? "union";
    if (operation === "union" && word !== "-") {
      if (place > 0 && /^--?[a-zA-Z]/.test(word)) await note(optionNote(word));
      texts.push(...linesOf(word));
      continue;
    }
    await takeTexts();
    const operand = operation === "union" ? word : words.next().value?.[1];
    if (operand === undefined) throw new SyntaxError(`Cannot read the operands: nothing follows "${word}"`);
    set = await apply(operation, set, operand, ingredients);
  }
  await takeTexts();
  return set;
}

function optionNote(word: string): string {
  return `Note: "${word}" is taken as a name here: options stand before the first operand`;
}

async function apply<Set extends MemberSet<Set>>(
  operation: Operation,
  set: Set,
  text: string,
  { reader, stdin, note }: Ingredients<Set>,
): Promise<Set> {
  if (text !== "-") return set[operation](await reader.read(linesOf(text)));
  const { readInput } = await import("./standard-input.ts");
  const read = await readInput(stdin, reader);
  if (!read.isEmpty) return set[operation](read);
  // As in ClusterShell: an empty input is no operand, so that "-i -" leaves the set as it was.
  if (operation !== "union")
    await note("Warning: standard input is empty, the operation with it is left out");
  return set;
}

/** A word may hold several lines, as the output of another command does. */
function linesOf(word: string): readonly string[] {
  return word.split(/[\r\n]+/).filter((line) => line !== "");
}
