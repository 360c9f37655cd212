import { readFile } from "node:fs/promises";
import type * as Yaml from "yaml";
import { messageOf } from "../../../core/mod.ts";
import { GroupError, configurationError } from "../group-error.ts";
import type { GroupSource, SourceContext } from "../group-source.ts";
import { SharedCache } from "../shared-cache.ts";
import { DEFAULT_CACHE_MS } from "../source-settings.ts";
import { type GroupTable, tableSource } from "../table-source.ts";

/** How many mappings may be merged into others in one file, and how many into each other: an end for those that merge themselves. */
const MOST_MERGES = 10_000;
const DEEPEST_MERGE = 20;

/** A source that a YAML file holds, and where it begins. */
export interface YamlSource {
  readonly source: GroupSource;
  readonly line: number;
}

/**
 * Reads a file of sources: `source: { group: nodes }`, where nodes are a text, a list of texts, a number or nothing. The group
 * `all` says what all nodes of its source are. The file is read again after an hour; sources that are new in it are
 * not seen, and those that are gone keep what they had.
 *
 * @throws {GroupError} `bad-group-configuration`, with file and line; system errors where the file can't be read
 */
export async function yamlSources(file: string, context: SourceContext): Promise<readonly YamlSource[]> {
  const first = await readTables(file, context);
  const cache = new SharedCache<Tables>(context.clock, DEFAULT_CACHE_MS);
  cache.set(file, first);
  let last = first;
  const load = async (signal: AbortSignal): Promise<Tables> =>
    (last = new Map([...last, ...(await cache.get(file, signal, () => readAgain(file, context)))]));
  return [...first].map(([name, { line }]) => ({
    line,
    source: tableSource(name, {
      load: async (signal) => (await load(signal)).get(name) ?? { groups: new Map(), all: null },
      clear: () => cache.clear(),
    }),
  }));
}

type Tables = ReadonlyMap<string, GroupTable & { readonly line: number }>;

async function readAgain(file: string, context: SourceContext): Promise<Tables> {
  try {
    return await readTables(file, context);
  } catch (error) {
    if (error instanceof GroupError) throw error;
    throw new GroupError("source-failed", `Cannot read the groups in "${file}" again: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function readTables(file: string, context: SourceContext): Promise<Tables> {
  const text = await readFile(file, "utf8");
  // Most machines have no such file, and need not wait for the parser.
  const yaml = await import("yaml");
  return new YamlReader(yaml, file, text, context.onWarning).read();
}

/** Values are taken as they are written, so that a group of one node `007` is not the node `7`. */
class YamlReader {
  readonly #yaml: typeof Yaml;
  readonly #file: string;
  readonly #lines: Yaml.LineCounter;
  readonly #document: Yaml.Document.Parsed;
  readonly #onWarning: SourceContext["onWarning"];
  #merges = 0;
  #depth = 0;

  constructor(yaml: typeof Yaml, file: string, text: string, onWarning: SourceContext["onWarning"]) {
    this.#yaml = yaml;
    this.#file = file;
    this.#onWarning = onWarning;
    this.#lines = new yaml.LineCounter();
    const options = { lineCounter: this.#lines, merge: true, prettyErrors: false, uniqueKeys: false };
    this.#document = yaml.parseDocument(text, options);
  }

  read(): Tables {
    const [error] = this.#document.errors;
    if (error !== undefined) throw this.#mistake(error.pos[0], `it is not valid YAML: ${error.message}`);
    const { contents } = this.#document;
    if (contents === null) return new Map();
    const tables = this.#pairs(contents, "sources");
    return new Map([...tables].map(([name, { key, value }]) => [name, this.#table(name, key, value)]));
  }

  #table(name: string, key: unknown, value: unknown): GroupTable & { readonly line: number } {
    const pairs = this.#pairs(value, `groups in the source "${name}"`, key);
    const groups = new Map([...pairs].map(([group, pair]) => [group, this.#nodes(pair.value, pair.key)]));
    return { groups, all: groups.get("all") ?? null, line: this.#lines.linePos(startOf(key)).line };
  }

  /** The pairs of a mapping by their keys, and under them those that it merges in. */
  #pairs(given: unknown, what: string, key?: unknown): ReadonlyMap<string, Yaml.Pair> {
    const node = this.#resolve(given);
    if (!this.#yaml.isMap(node)) throw this.#mistake(startOf(given ?? key), `expected a mapping of ${what}`);
    const { merged = [], own = [] } = Object.groupBy(node.items, (pair) =>
      this.#isMerge(pair) ? "merged" : "own",
    );
    const pairs = new Map<string, Yaml.Pair>();
    for (const pair of own) {
      const name = this.#name(pair.key);
      if (pairs.has(name))
        this.#warn(startOf(pair.key), `"${name}" is there twice, and the later one counts`);
      pairs.set(name, pair);
    }
    for (const pair of merged) {
      for (const [name, inner] of this.#mergedPairs(pair, what)) if (!pairs.has(name)) pairs.set(name, inner);
    }
    return pairs;
  }

  #isMerge({ key }: Yaml.Pair): boolean {
    if (!this.#yaml.isScalar(key)) return false;
    // The parser makes a symbol of a merge key.
    return key.value === "<<" || (typeof key.value === "symbol" && key.value.description === "<<");
  }

  #mergedPairs({ key, value }: Yaml.Pair, what: string): readonly (readonly [string, Yaml.Pair])[] {
    if (++this.#merges > MOST_MERGES || ++this.#depth > DEEPEST_MERGE) {
      throw this.#mistake(startOf(key), "too many mappings are merged into each other");
    }
    const sources = this.#resolve(value);
    const list = this.#yaml.isSeq(sources) ? sources.items : [value];
    const pairs = list.flatMap((source) => [...this.#pairs(source, what)]);
    this.#depth--;
    return pairs;
  }

  #name(key: unknown): string {
    const node = this.#resolve(key);
    if (this.#yaml.isScalar(node) && typeof node.value === "string") return node.value;
    const shown = this.#yaml.isScalar(node) ? ` "${node.source ?? ""}"` : "";
    throw this.#mistake(startOf(key), `the name${shown} is not a text; put it in quotes`);
  }

  #nodes(given: unknown, key: unknown): string {
    const node = this.#resolve(given);
    if (node === null || node === undefined) return "";
    if (this.#yaml.isSeq(node)) return node.items.map((item) => this.#text(item, key)).join(",");
    return this.#text(node, key);
  }

  #text(given: unknown, key: unknown): string {
    const node = this.#resolve(given);
    if (!this.#yaml.isScalar(node)) {
      throw this.#mistake(startOf(given ?? key), "expected nodes: a text or a list of texts");
    }
    if (typeof node.value === "string") return node.value;
    return node.value === null ? "" : (node.source ?? "");
  }

  #resolve(node: unknown): unknown {
    if (!this.#yaml.isAlias(node)) return node;
    const target = node.resolve(this.#document);
    if (target !== undefined) return target;
    throw this.#mistake(startOf(node), `nothing is named "&${node.source}"`);
  }

  #mistake(offset: number, reason: string): GroupError {
    return configurationError({ file: this.#file, line: this.#lines.linePos(offset).line || 1 }, reason);
  }

  #warn(offset: number, reason: string): void {
    this.#onWarning(`${this.#file}:${this.#lines.linePos(offset).line}: ${reason}`);
  }
}

function startOf(node: unknown): number {
  return (node as { readonly range?: readonly number[] | null } | null | undefined)?.range?.[0] ?? 0;
}
