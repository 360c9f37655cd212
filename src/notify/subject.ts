import type { Job, JobType, NotifyRules } from "../job/mod.ts";

/** What people are told about, and who they are: a job type, or a schedule. */
export interface Subject {
  readonly kind: "job type" | "schedule";
  readonly id: string;
  readonly title: string;
  readonly rules: NotifyRules;
}

/** The subject that a job counts for; null where nobody is told of it. Everything else here knows subjects alone. */
export type FindSubject = (job: Job) => Subject | null;

/** Finds the job type of a job, as the configuration has it now. */
export function subjectOfType(types: () => ReadonlyMap<string, JobType>): FindSubject {
  return (job) => {
    const type = types().get(job.type);
    if (type?.notify == null) return null;
    return { kind: "job type", id: type.name, title: type.title ?? type.name, rules: type.notify };
  };
}

/** The name of a subject in the store: a type and a schedule may have one id. */
export function keyOf({ kind, id }: Pick<Subject, "kind" | "id">): string {
  return `${kind} ${id}`;
}
