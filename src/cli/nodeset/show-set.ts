import { RangeSet } from "../../nodeset/mod.ts";
import type { Folding } from "./folding.ts";
import type { Format } from "./format.ts";
import type { MemberSet } from "./member-set.ts";
import type { NodesetOptions } from "./options.ts";
import type { Reader } from "./reader.ts";
import type { ResultWriter } from "./result-writer.ts";

/** What results are shown with. */
export interface Showing<Set extends MemberSet<Set>> {
  readonly options: NodesetOptions;
  readonly reader: Reader<Set>;
  readonly writer: ResultWriter;
}

/** Shows a set as the options want it: counted, expanded, folded or regrouped, whole or in parts, one part a line. */
export async function showSet<Set extends MemberSet<Set>>(whole: Set, showing: Showing<Set>): Promise<void> {
  const { options, writer } = showing;
  const separator = await separatorOf(options);
  const format = await formatOf(options);
  const sliced = options.slice === "" ? whole : whole.select(RangeSet.parse(options.slice));
  const folding = await foldingOf(options, sliced.size);
  const chosen = picked(sliced, options.pick);
  if (options.command === "expand") refuseTooMany("write each name", chosen.exactSize, MOST_EXPANDED);
  const set = refolds(options) ? renamed(chosen, format, showing) : chosen;
  const show = showerOf(showing, { separator, format: refolds(options) ? asItIs : format, folding });
  for (const part of partsOf(set, options)) await show(part);
  await writer.flush();
}

async function separatorOf({ separator }: NodesetOptions): Promise<string> {
  if (!separator.includes("\\")) return separator;
  return (await import("./separator.ts")).readSeparator(separator);
}

async function formatOf({ format, command }: NodesetOptions): Promise<Format> {
  if (format === "%s") return asItIs;
  return (await import("./format.ts")).readFormat(format, command === "count" ? "count" : "name");
}

function asItIs(text: string): string {
  return text;
}

async function foldingOf(options: NodesetOptions, size: number): Promise<Folding> {
  if (options.autostep === null && options.axis === "") return {};
  return (await import("./folding.ts")).foldingOf(options, size);
}

/** With -f, a format makes other names, which are folded in their turn; of anything else, the result is formatted. */
function refolds({ command, format, ranges }: NodesetOptions): boolean {
  return command === "fold" && format !== "%s" && !ranges;
}

/** So many names are held at once; counting, folding and expanding need none of them held, and have no limit. */
const MOST_NAMES = 10_000_000;

/** So many parts are held at once. */
const MOST_PARTS = 1_000_000;

/** ClusterShell takes no range that is longer; written out, so many names fill some 15 GB. */
const MOST_EXPANDED = 1_000_000_000;

function refuseTooMany(action: string, count: number | bigint, limit: number): void {
  if (count > limit) throw new RangeError(`Cannot ${action}: ${count} are more than the limit of ${limit}`);
}

function picked<Set extends MemberSet<Set>>(set: Set, count: number): Set {
  if (count === 0 || count >= set.size) return set;
  if (count < 0) throw new RangeError(`Cannot pick ${count} names: it takes a number above 0`);
  refuseTooMany("pick names", count, MOST_NAMES);
  return set.pick(count);
}

function renamed<Set extends MemberSet<Set>>(set: Set, format: Format, { reader }: Showing<Set>): Set {
  refuseTooMany("fold names in another format", set.size, MOST_NAMES);
  let result = reader.empty;
  for (const names of batches(set, format)) result = result.union(reader.readNames(names));
  return result;
}

/** So many names are made a set of at once. */
const BATCH = 200_000;

function* batches(names: Iterable<string>, format: Format): Generator<readonly string[]> {
  let batch: string[] = [];
  for (const name of names) {
    batch.push(format(name));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function partsOf<Set extends MemberSet<Set>>(
  set: Set,
  { split, contiguous }: NodesetOptions,
): readonly Set[] {
  if (set.isEmpty) return [set];
  if (contiguous) return set.contiguous();
  if (split === null || split <= 1) return [set];
  const parts = Math.min(split, set.size);
  refuseTooMany("split the set into parts", parts, MOST_PARTS);
  return set.split(parts);
}

interface Style {
  readonly separator: string;
  readonly format: Format;
  readonly folding: Folding;
}

function showerOf<Set extends MemberSet<Set>>(
  { options, reader, writer }: Showing<Set>,
  { separator, format, folding }: Style,
): (part: Set) => Promise<void> {
  const { command, json } = options;
  const showNodes = (text: string, { exactSize }: Set): Promise<void> =>
    writer.line(json ? `{"nodes":${JSON.stringify(format(text))},"count":${exactSize}}` : format(text));
  if (command === "expand") {
    return async (part) =>
      (await import("./write-names.ts")).writeNames(part, { json, format, separator }, writer);
  }
  if (command === "fold") return (part) => showNodes(part.fold(folding), part);
  if (command === "regroup") return async (part) => showNodes(await reader.regroup(part, folding), part);
  if (command === "index") return async (part) => writer.line(await indexLine(part, options, reader));
  return ({ exactSize }) => writer.line(json ? `{"count":${exactSize}}` : format(String(exactSize)));
}

async function indexLine<Set extends MemberSet<Set>>(
  set: Set,
  { index, json }: NodesetOptions,
  reader: Reader<Set>,
): Promise<string> {
  const wanted = await reader.read([index]);
  if (wanted.exactSize !== 1n) throw new RangeError(`Cannot find "${index}" in the set: it is not one name`);
  const place = set.exactIndexOf(wanted.at(0) ?? "");
  if (place === -1n) throw new RangeError(`Cannot find "${index}" in the set: it is not there`);
  return json ? `{"index":${place}}` : String(place);
}
