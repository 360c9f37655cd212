import type { Job } from "../job/mod.ts";
import type { Schedule } from "../schedule/mod.ts";
import type { FindSubject } from "./subject.ts";

/** Finds the schedule that a job was made by, as the configuration has it now; what no schedule made, `others` finds. */
export function subjectOfSchedule(schedules: () => readonly Schedule[], others: FindSubject): FindSubject {
  return (job) => {
    const schedule = schedules().find((one) => isOf(one, job));
    if (schedule === undefined) return others(job);
    const { fullId, title, notify } = schedule;
    return notify === null ? null : { kind: "schedule", id: fullId, title, rules: notify };
  };
}

/** Of a job type that anybody may submit, what a schedule has made has the schedule's id as its run id, and no owner. */
function isOf({ id, type }: Schedule, job: Job): boolean {
  return job.type === type.name && (type.schedule !== null || (job.runId === id && job.owner === null));
}
