import { formatInstant, systemClock } from "../../core/mod.ts";
import { nextDues } from "../../schedule/mod.ts";
import type { Output } from "../output.ts";
import { type ScheduleChoice, findSchedule } from "./find-schedule.ts";

const SHOWN = 10;

/** Says what a schedule would run, and when: `--dry-run`. */
export async function showWork(output: Output, id: string, choice: ScheduleChoice): Promise<void> {
  const { schedule } = await findSchedule(id, choice);
  const { type, parameters, title, fullId } = schedule;
  const { words, dues } = nextDues(schedule, systemClock.now(), SHOWN);
  const { command = null } = type.settings as { readonly command?: unknown };
  const view = {
    ...{ id: schedule.id, fullId, title, words, type: type.name, runner: type.runner, command, parameters },
    ...{ workingFolder: type.workingFolder, nextDue: dues.map((due) => formatInstant(due)) },
  };
  output.show(view, () => {
    output.line({ text: title, style: "bold" }, ` (${fullId})`);
    output.line("due:      ", words);
    output.line("runs:     ", workText(type.runner, command, type.name));
    for (const [name, values] of Object.entries(parameters))
      output.line(`          ${name} = ${values.join(", ")}`);
    if (type.workingFolder !== null) output.line("in:       ", type.workingFolder);
    for (const [index, due] of view.nextDue.entries())
      output.line(index === 0 ? "next:     " : "          ", due);
  });
}

function workText(runner: string, command: unknown, type: string): string {
  if (Array.isArray(command)) return JSON.stringify(command);
  return runner === "function" && type.startsWith("schedule:") ? "its function" : `a job of type ${type}`;
}
