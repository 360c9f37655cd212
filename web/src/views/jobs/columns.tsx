import type { ComponentChildren, JSX } from "preact";
import type { JobRow } from "../../api/job-row.ts";
import { Link } from "../../app/link.tsx";
import { messages } from "../../messages.ts";
import type { Column } from "../../widgets/table-props.ts";
import { formatAge, formatCount, formatDuration, formatTime } from "../../widgets/format.ts";
import { PhaseMark } from "../../widgets/phase-mark.tsx";
import { visibleLines, visibleText } from "../../widgets/visible-text.ts";
import type { Width } from "./use-width.ts";

/** The columns of the list for a width; ages are told as of now. */
export function columnsFor(width: Width, now: number, hasOwners: boolean): readonly Column<JobRow>[] {
  const { columns: titles } = messages.jobs;
  const phase: Column<JobRow> = {
    key: "phase",
    title: titles.phase,
    width: width === "narrow" ? "6.75rem" : "7.5rem",
    isSortable: true,
    cell: (job) => <PhaseMark phase={job.phase} />,
  };
  const type: Column<JobRow> = {
    key: "type",
    title: titles.type,
    width: width === "narrow" ? "minmax(4rem, 1fr)" : "minmax(9rem, 1fr)",
    isSortable: true,
    cell: (job) => nameCell(job, width === "narrow"),
  };
  const items = plain("items", titles.items, "11rem", itemsCell);
  const created = sortable("created", titles.created, width === "narrow" ? "6.25rem" : "6.5rem", (job) => (
    <time dateTime={job.createdAt} title={formatTime(job.createdAt)}>
      {formatAge(job.createdAt, now)}
    </time>
  ));
  const duration = sortable("duration", titles.duration, "6.5rem", (job) => durationOf(job, now));
  const owner = {
    ...sortable("owner", titles.owner, "7rem", (job) => visibleText(job.owner ?? "")),
    isNumeric: false,
  };
  const about = plain("about", titles.about, "minmax(8rem, 2fr)", aboutCell);
  const byWidth: Readonly<Record<Width, readonly Column<JobRow>[]>> = {
    narrow: [phase, type, created],
    medium: [phase, type, items, created, duration],
    wide: [phase, type, items, created, duration, ...(hasOwners ? [owner] : []), about],
  };
  return byWidth[width];
}

type Cell = (job: JobRow) => ComponentChildren;

function plain(key: string, title: string, width: string, cell: Cell): Column<JobRow> {
  return { key, title, width, cell };
}

function sortable(key: string, title: string, width: string, cell: Cell): Column<JobRow> {
  return { key, title, width, cell, isSortable: true, isNumeric: true };
}

/** Where there is little room, what all jobs of schedules begin with would hide whose they are. */
function nameCell({ id, type, runId }: JobRow, isNarrow: boolean): JSX.Element {
  const name = isNarrow ? type.replace(/^schedule:/, "") : type;
  return (
    <>
      <Link to={`/job/${id}`}>{visibleText(name)}</Link>{" "}
      <span class="quiet-text">
        {visibleText(runId ?? "")} <span class="mono">{id.slice(0, 8)}</span>
      </span>
    </>
  );
}

/** Nothing for the one item of a job without an agenda. */
function itemsCell({ items }: JobRow): JSX.Element | null {
  const { waiting, running, complete, failed, blocked } = items;
  const total = waiting + running + complete + failed + blocked;
  if (total <= 1) return null;
  const part = (count: number): string => `${(100 * count) / total}%`;
  return (
    <span class="items-cell" title={messages.jobs.itemsTitle(items)}>
      <span class="bar" aria-hidden="true">
        <i data-phase="complete" style={{ width: part(complete) }} />
        <i data-phase="failed" style={{ width: part(failed) }} />
        <i data-phase="running" style={{ width: part(running) }} />
      </span>
      {formatCount(complete)}/{formatCount(total)}
    </span>
  );
}

function durationOf({ startedAt, endedAt }: JobRow, now: number): string {
  if (startedAt === null) return "";
  return formatDuration((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

/** Why it waits, or how it failed. */
function aboutCell({ waitsFor, error }: JobRow): JSX.Element | null {
  if (error !== null)
    return (
      <span class="problem" title={visibleLines(error.message)}>
        {visibleText(error.message.split("\n", 1)[0] ?? "")}
      </span>
    );
  return waitsFor === null ? null : <span class="quiet-text">{waitsFor}</span>;
}
