import { formatDuration } from "../core/mod.ts";
import type { Excerpt } from "./excerpt.ts";
import { deeds, summary } from "./mail-subject.ts";
import type { Notice } from "./outbox.ts";

/** What a mail's text knows beside its notices. */
export interface BodyContext {
  readonly host: string;
  /** Where a job is looked at. */
  readonly linkOf: (job: string) => string;
}

/** The text about one subject. */
export function singleBody(notice: Notice, excerpt: Excerpt, context: BodyContext): string {
  const { facts, kind, count } = notice;
  const detail = kind === "failure" ? restOf(facts) : "";
  // The detail of a failure has the end of standard error already.
  const tails = excerpt.tails.filter(
    ({ of, text }) => !(of.startsWith("standard error") && hasLines(detail, text)),
  );
  const newest = count > 1 ? ` This is the newest of ${count}.` : "";
  return [
    `${facts.title} ${deeds([notice])}.${newest}`,
    rowsOf(notice, context),
    detail,
    ...tails.map(({ of, text }) => `The end of ${of}:\n${text}`),
    excerpt.problem === null ? "" : `The output can't be shown: ${excerpt.problem}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** So many subjects have a paragraph of their own in a digest; the others have a line, and what is beyond, a number. */
const PARAGRAPHS = 20;
const LINES = 200;

/**
 * The text about several subjects at once.
 *
 * @param excerpts of those that succeeded, by subject
 */
export function digestBody(
  notices: readonly Notice[],
  excerpts: ReadonlyMap<string, Excerpt>,
  context: BodyContext,
): string {
  const groups = [...Map.groupBy(notices, ({ subject }) => subject).values()].toSorted(byWeight);
  const from = Math.min(...notices.map(({ firstAt }) => firstAt));
  const to = Math.max(...notices.map(({ at }) => at));
  const lines = groups.slice(PARAGRAPHS, LINES).map(line);
  const beyond = groups.slice(LINES).flat();
  return [
    `${upperFirst(summary(notices))} on ${context.host}, from ${instant(from)} to ${instant(to)}.`,
    ...groups.slice(0, PARAGRAPHS).map((group) => paragraph(group, excerpts, context)),
    ...(lines.length > 0 ? [lines.join("\n")] : []),
    ...(beyond.length > 0 ? [`And ${summary(beyond)}.`] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function rowsOf({ facts, kind }: Notice, { host, linkOf }: BodyContext): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ["What happened", kind === "failure" ? facts.message : null],
    [facts.what === "job type" ? "Job type" : "Schedule", facts.id],
    ["Job", facts.job === "" ? null : `${facts.job} (${facts.phase})`],
    ["Host", host],
    ["Command", facts.command],
    ["Started", startOf(facts)],
    ["Duration", duration(facts)],
    ["In a row", kind === "success" ? null : inARow(facts.series, kind)],
    ["Link", facts.job === "" ? null : linkOf(facts.job)],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(15)}${value}`])).join("\n");
}

/** Nothing is said of the start of what is late: its job may be under way. */
function startOf({ startedAt, phase }: Notice["facts"]): string | null {
  if (startedAt !== null) return instant(startedAt);
  return phase === "late" ? null : "never";
}

function duration({ startedAt, endedAt }: Notice["facts"]): string | null {
  return startedAt === null || endedAt === null ? null : formatDuration(Math.max(0, endedAt - startedAt));
}

function inARow({ failures, since }: Notice["facts"]["series"], kind: Notice["kind"]): string {
  const times = `${failures} ${failures === 1 ? "failure" : "failures"}`;
  return kind === "recovery"
    ? `${times} before it, since ${instant(since)}`
    : `${times}, since ${instant(since)}`;
}

function paragraph(
  group: readonly Notice[],
  excerpts: ReadonlyMap<string, Excerpt>,
  { linkOf }: BodyContext,
): string {
  const newest = group.toSorted((one, other) => one.at - other.at).at(-1);
  const failure = group.find(({ kind }) => kind === "failure");
  if (newest === undefined) return "";
  const about = failure ?? newest;
  const why =
    failure === undefined ? outputLines(excerpts.get(about.subject)) : firstLines(failure.facts.detail);
  return [
    line(group),
    `  ${about.count > 1 ? "The newest: " : ""}${about.facts.job === "" ? "no job" : linkOf(about.facts.job)}, ${about.facts.phase === "late" ? "late" : "ended"} ${instant(about.facts.endedAt ?? about.at)}`,
    ...why.map((text) => `    ${text}`),
  ].join("\n");
}

function line(group: readonly Notice[]): string {
  const [first] = group;
  if (first === undefined) return "";
  const failure = group.find(({ kind }) => kind === "failure");
  const row = failure === undefined ? "" : ` (in a row: ${inARow(failure.facts.series, "failure")})`;
  return `${first.facts.title} [${first.facts.what} ${first.facts.id}] ${deeds(group)}${row}`;
}

/** Of a failure, or of a success's output, in a digest. */
const FIRST_LINES = 5;
const LINE_LENGTH = 200;
const OUTPUT_FOLLOWS = "The end of standard error:";

/** A stack says the most in its first lines, an output in its last. */
function firstLines(text: string): readonly string[] {
  const [first = "", ...rest] = text.split("\n").filter((one) => one.trim() !== "" && one !== OUTPUT_FOLLOWS);
  const few = FIRST_LINES - 1;
  const shown = text.includes(OUTPUT_FOLLOWS) ? rest.slice(-few) : rest.slice(0, few);
  return [first, ...shown].map(shorten);
}

function outputLines(excerpt: Excerpt | undefined): readonly string[] {
  return (excerpt?.tails ?? []).flatMap(({ of, text }) => [
    `The end of ${of}:`,
    ...text.trimEnd().split("\n").slice(-FIRST_LINES).map(shorten),
  ]);
}

function shorten(text: string): string {
  return text.length <= LINE_LENGTH ? text : `${text.slice(0, LINE_LENGTH)}…`;
}

/** The detail without the sentence that stands above it. */
function restOf({ detail, message }: Notice["facts"]): string {
  return (detail.startsWith(message) ? detail.slice(message.length) : detail).trim();
}

/** For people: no more than a second matters to them. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function hasLines(detail: string, tail: string): boolean {
  return detail.trimEnd().endsWith(tail.split("\n").slice(-5).join("\n").trimEnd());
}

/** What failed most stands first. */
function byWeight(one: readonly Notice[], other: readonly Notice[]): number {
  const weight = (group: readonly Notice[]): number =>
    group.reduce((sum, { kind, count }) => sum + (kind === "failure" ? count : 0), 0);
  return weight(other) - weight(one);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
