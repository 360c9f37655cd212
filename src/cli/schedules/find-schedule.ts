import { type Configuration, loadConfiguration } from "../../config/mod.ts";
import { didYouMean, RunyardError } from "../../core/mod.ts";
import { runners } from "../../run/mod.ts";
import type { Schedule } from "../../schedule/mod.ts";

/** Where a schedule of a configuration is looked for. */
export interface ScheduleChoice {
  /** Without it the file that the id names before its `#`, or the one in this folder. */
  readonly config?: string;
}

/** Finds a schedule in the configuration here. @throws {RunyardError} `bad-configuration`, `not-found` */
export async function findSchedule(
  id: string,
  { config }: ScheduleChoice,
): Promise<{ readonly configuration: Configuration; readonly schedule: Schedule }> {
  const at = id.lastIndexOf("#");
  const file = config ?? (at > 0 ? id.slice(0, at) : undefined);
  const configuration = await loadConfiguration(file, { runners: runners.values() });
  const name = id.slice(at + 1);
  const schedule = configuration.schedules.find((one) => one.id === name);
  if (schedule !== undefined) return { configuration, schedule };
  const known = configuration.schedules.map((one) => one.id);
  const meant = didYouMean(name, known);
  const hint = meant === undefined ? `it has ${known.join(", ") || "none"}` : `did you mean "${meant}"?`;
  throw new RunyardError(
    "not-found",
    `Cannot find the schedule "${name}" in "${configuration.file}": ${hint}`,
  );
}
