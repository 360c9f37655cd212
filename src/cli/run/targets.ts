import { readFileSync } from "node:fs";
import { RunyardError, readReason, systemCode } from "../../core/mod.ts";
import { NodeSet } from "../../nodeset/mod.ts";
import type { Reader } from "../nodeset/reader.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import type { TargetOptions } from "./options.ts";

/**
 * The nodes that are meant, each once, in the order in which they are written; those of a set, a group or an expression in
 * the order of sets.
 *
 * @param lastFailed what `--failed-from` stands for
 * @throws {UsageError} where there is none
 */
export async function readTargets(
  options: TargetOptions,
  reader: Reader<NodeSet>,
  lastFailed: (from: string) => readonly string[],
): Promise<readonly string[]> {
  const names = new Set<string>();
  const add = (more: Iterable<string>): void => {
    for (const name of more) names.add(name);
  };
  if (options.all) add(await reader.all());
  for (const text of options.nodes) add(await namesOf(text, reader));
  for (const group of groupsOf(options.groups)) add(await reader.read([group]));
  for (const file of options.hostfiles) for (const word of wordsOf(file)) add(await namesOf(word, reader));
  if (options.failedFrom !== null) add(lastFailed(options.failedFrom));
  const excluded = await reader.read([...options.exclusions, ...groupsOf(options.excludedGroups)]);
  const left = [...names].filter((name) => !excluded.has(name));
  if (left.length === 0) throw new UsageError(`No node to run on: ${whyNone(options, names.size > 0)}`);
  return options.pick > 0 ? pick(left, options.pick) : left;
}

function whyNone(options: TargetOptions, areExcluded: boolean): string {
  if (areExcluded) return "all that are given are excluded";
  if (options.nodes.length + options.groups.length + options.hostfiles.length > 0 || options.all)
    return "what is given is an empty set";
  if (options.failedFrom !== null) return "every node of the last run did it";
  return "give some with -w, -g, -a or --hostfile";
}

/** A name list keeps its order; what is computed has that of sets. */
async function namesOf(text: string, reader: Reader<NodeSet>): Promise<Iterable<string>> {
  if (COMPUTED.test(text)) return await reader.read([text]);
  const parts = text.match(PART) ?? [];
  // Set by set, so that a long list of plain names is read at once.
  if (parts.some((part) => part.includes("["))) return parts.flatMap((part) => [...NodeSet.parse(part)]);
  NodeSet.parse(text);
  return parts.map((part) => part.trim()).filter((name) => name !== "");
}

/** With one of these a text is computed, or known to the groups alone. */
const COMPUTED = /[!&^@*?]/;
/** What stands between commas outside of brackets. */
const PART = /(?:[^,[]|\[[^\]]*\]?)+/g;

/** `a,src:b` as `@a` and `@src:b`. */
function groupsOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(",").map((name) => (name.startsWith("@") ? name : `@${name}`)));
}

function wordsOf(file: string): readonly string[] {
  try {
    return (
      readFileSync(file === "-" ? 0 : file, "utf8")
        .replaceAll(/#[^\n]*/g, "")
        .match(/\S+/g) ?? []
    );
  } catch (error) {
    const reason = systemCode(error) === "ENOENT" ? "it does not exist" : readReason(error);
    throw new RunyardError("not-found", `Cannot read the nodes in "${file}": ${reason}`, { cause: error });
  }
}

function pick(names: readonly string[], count: number): readonly string[] {
  const left = names.map((_, place) => place);
  const taken = Array.from({ length: Math.min(count, names.length) }, () => {
    const [place] = left.splice(Math.floor(Math.random() * left.length), 1);
    return place ?? 0;
  });
  return taken.toSorted((a, b) => a - b).flatMap((place) => names[place] ?? []);
}
