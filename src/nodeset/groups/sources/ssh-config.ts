import { glob, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { SourceContext } from "../group-source.ts";
import type { SourceSettings } from "../source-settings.ts";
import { splitWords } from "../split-words.ts";
import type { GroupTable } from "../table-source.ts";
import { sourceFile, underHome } from "./source-text.ts";
import { isUsable, nodesText } from "./usable-name.ts";

/** More files than this, one including the other, are a mistake. */
const MOST_FILES = 1000;

/**
 * Reads ssh_config(5): the names after `Host` that are no patterns, in the file and in those that it includes. Each file
 * that names hosts is a group, named after it without its extension: `~/.ssh/config.d/work.conf` is the group `work`.
 */
export async function readSshConfig(
  settings: SourceSettings,
  context: SourceContext,
  signal: AbortSignal,
): Promise<GroupTable> {
  const first = sourceFile(settings, context, "~/.ssh/config");
  const files = new Set([first]);
  const hosts = new Map<string, string[]>();
  // The set grows while it is walked.
  for (const file of files) {
    if (files.size > MOST_FILES) throw new Error(`"${first}" includes more than ${MOST_FILES} files`);
    const lines = (await readFile(file, { encoding: "utf8", signal })).split("\n").map(readLine);
    const named = wordsAfter("host", lines).filter(isHost);
    const group = basename(file).replace(/(?<=.)\.[^.]*$/, "");
    if (named.length > 0) hosts.set(group, [...(hosts.get(group) ?? []), ...named]);
    const patterns = wordsAfter("include", lines);
    for (const found of await included(patterns, dirname(first), context)) files.add(found);
  }
  const groups = [...hosts]
    .filter(([group]) => isUsable(group))
    .map(([group, names]) => [group, nodesText(names)] as const);
  const all = nodesText([...hosts.values()].flat());
  return { groups: new Map([...groups, ["all", all]]), all };
}

interface ConfigLine {
  readonly keyword: string;
  readonly words: readonly string[];
}

function readLine(line: string): ConfigLine {
  const [, keyword = "", rest = ""] = /^\s*([a-z]+)(?:\s*=\s*|\s+)(.*)$/i.exec(line) ?? [];
  const words = splitWords(rest) ?? rest.trim().split(/\s+/);
  const end = words.findIndex((word) => word.startsWith("#"));
  return { keyword: keyword.toLowerCase(), words: end === -1 ? words : words.slice(0, end) };
}

function wordsAfter(keyword: string, lines: readonly ConfigLine[]): readonly string[] {
  return lines.filter((line) => line.keyword === keyword).flatMap(({ words }) => words);
}

function isHost(pattern: string): boolean {
  return !/[*?!]/.test(pattern);
}

/** The files that patterns stand for: relative ones under the folder of the first file. What is not there is left out. */
async function included(
  patterns: readonly string[],
  folder: string,
  { environment }: SourceContext,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const files = await Array.fromAsync(
      glob(resolve(folder, underHome(pattern, environment)), { withFileTypes: true }),
    );
    const paths = files
      .filter((file) => !file.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name));
    found.push(...paths.toSorted());
  }
  return found;
}
