import type { FiringView, ScheduleDetailView, ScheduleView } from "../../server/mod.ts";
import type { Cell } from "../cell.ts";
import type { Output } from "../output.ts";
import { phaseCell } from "../phase-cell.ts";

/** Where a schedule is in the JSON API, below `api/v1/`. */
export function schedulePath(id: string): string {
  return `schedules/${encodeURIComponent(id)}`;
}

/** A table of schedules, one a line. */
export function listSchedules(output: Output, schedules: readonly ScheduleView[]): void {
  output.list(
    schedules,
    [
      { title: "SCHEDULE" },
      { title: "STATE" },
      { title: "LAST" },
      { title: "FAILED", align: "right" },
      { title: "NEXT" },
      { title: "WHEN", shrinks: true },
      { title: "TITLE", shrinks: true },
    ],
    (schedule) => [
      { text: schedule.id, style: "bold" },
      stateCell(schedule.state),
      schedule.lastPhase === null ? "-" : phaseCell(schedule.lastPhase),
      failuresCell(schedule.failures),
      output.instant(schedule.next),
      schedule.words,
      schedule.title === schedule.id ? "" : schedule.title,
    ],
  );
}

/** Everything about one schedule. */
export function showSchedule(output: Output, schedule: ScheduleDetailView): void {
  output.show(schedule, () => {
    const { title, fullId, doc, deprecated, failures, skipped, lastJob, nextDue, firings } = schedule;
    output.line({ text: title, style: "bold" }, ` (${fullId})`);
    for (const line of (doc ?? "").split("\n").filter(Boolean)) output.line("  ", line);
    if (deprecated !== null) output.line({ text: "deprecated", style: "yellow" }, `: ${deprecated}`);
    output.line("due:      ", schedule.words);
    output.line("state:    ", stateCell(schedule.state));
    output.line("type:     ", schedule.type);
    // The last phase is that of the last job that ended, which is not the one that runs.
    const isRunning = schedule.state === "running";
    if (isRunning) output.line("runs:     ", lastJob ?? "");
    if (schedule.lastPhase !== null)
      output.line("last:     ", phaseCell(schedule.lastPhase), isRunning ? "" : ` ${lastJob ?? ""}`);
    if (failures > 0) output.line("failures: ", failuresCell(failures), " in a row");
    if (skipped > 0) output.line("skipped:  ", String(skipped));
    for (const [name, value] of Object.entries(schedule.properties))
      output.line(`property: ${name} = ${value}`);
    if (schedule.state === "paused")
      output.line(`next:     none while it is paused; go on with: runyard schedules resume ${schedule.id}`);
    for (const [index, due] of nextDue.slice(0, NEXT_SHOWN).entries())
      output.line(index === 0 ? "next:     " : "          ", due);
    if (firings.length > 0) showFirings(output, firings);
  });
}

/** More would hide the rest; the JSON has more. */
const NEXT_SHOWN = 10;
const FIRINGS_SHOWN = 20;

function showFirings(output: Output, firings: readonly FiringView[]): void {
  output.line();
  output.table(
    [
      { title: "DUE" },
      { title: "TIMES", align: "right" },
      { title: "WHAT" },
      { title: "JOB" },
      { title: "PHASE" },
      { title: "WHY", shrinks: true },
    ],
    firings
      .slice(0, FIRINGS_SHOWN)
      .map((firing) => [
        firing.due,
        String(firing.count),
        decisionCell(firing),
        firing.job ?? "-",
        firing.phase === null ? "-" : phaseCell(firing.phase),
        firing.reason ?? "",
      ]),
  );
}

function decisionCell({ decision, manual, late }: FiringView): Cell {
  const text = [decision, ...(manual ? ["by hand"] : []), ...(late ? ["late"] : [])].join(", ");
  return ["skipped", "missed", "refused"].includes(decision) ? { text, style: "yellow" } : text;
}

function stateCell(state: ScheduleView["state"]): Cell {
  if (state === "running") return { text: state, style: "cyan" };
  return state === "waiting" ? state : { text: state, style: "dim" };
}

function failuresCell(failures: number): Cell {
  return failures === 0 ? "0" : { text: String(failures), style: "red" };
}
