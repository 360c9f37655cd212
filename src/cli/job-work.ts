import { formatDuration, formatSize } from "../core/mod.ts";
import type { AttemptView, ItemGroupView, ItemView, JobView } from "../server/api.ts";
import type { Cell } from "./cell.ts";
import { groupColumns, groupRow } from "./item-groups.ts";
import type { Output } from "./output.ts";
import { outcomeText } from "./outcome-text.ts";

/** More would hide the rest; `items` has them all. */
const ATTEMPTS_SHOWN = 10;

/** Which items are in which phase, and the first that failed, with why. */
export function showItems(
  output: Output,
  job: JobView,
  groups: readonly ItemGroupView[],
  failures: readonly ItemView[],
): void {
  if (!job.hasAgenda) return;
  output.line();
  output.table(groupColumns, groups.map(groupRow));
  for (const item of failures)
    output.line("  ", { text: item.name, style: "red" }, ": ", firstLine(item.message));
  const more = job.items.failed - failures.length;
  if (failures.length > 0 && more > 0)
    output.line(`  and ${more} more: runyard items ${job.id} --phase failed`);
}

/** The tries, newest last, with what they used. */
export function showAttempts(output: Output, attempts: readonly AttemptView[]): void {
  if (attempts.length === 0) return;
  output.line();
  const shown = attempts.toSorted((one, other) => one.fence - other.fence).slice(-ATTEMPTS_SHOWN);
  if (shown.length < attempts.length)
    output.line(`The newest ${shown.length} of ${attempts.length} attempts:`);
  output.table(
    [
      { title: "ATTEMPT", align: "right" },
      { title: "NUMBER", align: "right" },
      { title: "PHASE" },
      { title: "PID", align: "right" },
      { title: "STARTED" },
      { title: "TOOK", align: "right" },
      { title: "CPU", align: "right" },
      { title: "PEAK MEMORY", align: "right" },
      { title: "END", shrinks: true },
    ],
    shown.map((attempt) => attemptRow(output, attempt)),
  );
}

function attemptRow(output: Output, attempt: AttemptView): readonly Cell[] {
  return [
    String(attempt.fence),
    attempt.item === null ? "-" : String(attempt.item),
    attempt.phase,
    attempt.pid === null ? "-" : String(attempt.pid),
    output.instant(attempt.startedAt),
    duration(attempt),
    attempt.cpuMs === null ? "-" : formatDuration(attempt.cpuMs),
    attempt.peakMemoryBytes === null ? "-" : formatSize(attempt.peakMemoryBytes),
    attempt.outcome === null ? "-" : outcomeText(attempt.outcome),
  ];
}

function duration({ startedAt, endedAt }: AttemptView): string {
  if (startedAt === null) return "-";
  return formatDuration((endedAt === null ? Date.now() : Date.parse(endedAt)) - Date.parse(startedAt));
}

function firstLine(message: string | null): string {
  return message?.split("\n")[0] ?? "no reason is known";
}
