import { NodeSet, RangeSet } from "../../nodeset/mod.ts";
import type { Groups } from "./groups.ts";
import type { MemberSet } from "./member-set.ts";
import type { NodesetOptions } from "./options.ts";

/** What is done with sets of one kind beyond the algebra: reading them, and what groups know of them. */
export interface Reader<Set extends MemberSet<Set>> {
  readonly empty: Set;
  /** The union of what the texts say. */
  read(texts: readonly string[]): Promise<Set>;
  /** The same for texts that whitespace separates. */
  readWords(text: string): Promise<Set>;
  /** The set of names that are not read for operators or groups, though they have the characters for it. */
  readNames(names: readonly string[]): Set;
  /** All that the groups know. */
  all(): Promise<Set>;
  /** Folds a set with the names of the groups that are wholly in it. */
  regroup(set: Set, folding: { readonly autostep?: number }): Promise<string>;
}

/** Reads sets of numbers. No group holds any. */
export function rangeReader(): Reader<RangeSet> {
  return {
    empty: RangeSet.empty,
    read: async (texts) => RangeSet.fromList(texts),
    readWords: async (text) => RangeSet.fromList(wordsOf(text)),
    readNames: (names) => RangeSet.from(names),
    all: async () => RangeSet.empty,
    regroup: async (set, folding) => set.fold(folding),
  };
}

/** Reads sets of names. The groups are looked at where a text means one, and not before. */
export function nodeReader(
  groups: Groups,
  { hidesSource, source }: Pick<NodesetOptions, "hidesSource" | "source">,
): Reader<NodeSet> {
  return {
    empty: NodeSet.empty,
    read: (texts) => readTexts(texts, groups),
    readWords: async (text) => {
      const words = wordsOf(text);
      return COMPOUND.test(text) || RESOLVED.test(text) ? await readTexts(words, groups) : namesIn(words);
    },
    readNames: (names) => NodeSet.fromNames(names),
    all: () => groups.use((resolver, options) => resolver.all(options)),
    regroup: (set, folding) =>
      groups.use((resolver, options) =>
        resolver.regroup(set, { ...options, ...folding, prefix: source !== null && !hidesSource }),
      ),
  };
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\S+/g) ?? [];
}

/** Where one of these stands, a text is more than a name. */
const COMPOUND = /[[\],!&^]/;

/** Where one of these stands, a text may mean a group, or names that only the groups know. */
const RESOLVED = /[@*?]/;

async function readTexts(texts: readonly string[], groups: Groups): Promise<NodeSet> {
  const names: string[] = [];
  const sets: string[] = [];
  const resolved: NodeSet[] = [];
  for (const text of texts) {
    if (RESOLVED.test(text)) {
      resolved.push(await groups.use((resolver, options) => resolver.parse(text, options)));
    } else if (COMPOUND.test(text)) sets.push(text);
    else names.push(text.trim());
  }
  return NodeSet.union([NodeSet.fromList(sets), namesIn(names), ...resolved]);
}

function namesIn(names: readonly string[]): NodeSet {
  try {
    return NodeSet.fromNames(names);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // One is no name. Read as a set, it is refused as well, with the place in it.
    return NodeSet.fromList(names);
  }
}
