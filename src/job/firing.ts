/**
 * What was decided of a due instant: its job was made at once (`fired`), made after the end of the last (`queued`), or
 * after the last was ended for it (`replaced`); none was made, because the last still ran (`skipped`), nobody was there
 * in time (`missed`), or the job could not be made (`refused`).
 */
export type Decision = "fired" | "queued" | "replaced" | "skipped" | "missed" | "refused";

/** A due instant of a schedule, or several that followed each other and for which nothing ran. All instants are ms. */
export interface Firing {
  readonly schedule: string;
  /** When it was due: no two of a schedule share it. Of one that was asked for, when that was. */
  readonly due: number;
  /** The last of those that it stands for: `due` where it stands for itself. */
  readonly until: number;
  /** How many it stands for. */
  readonly count: number;
  /** When it was recorded. */
  readonly at: number;
  /** Whether somebody asked for it. */
  readonly isManual: boolean;
  /** Whether it came late, because nobody was there at its time. */
  readonly isLate: boolean;
  readonly decision: Decision;
  /** Why there is no job, in one sentence; null where there is one, or will be. */
  readonly reason: string | null;
  /** The job, also when that is forgotten; null where there is none, or none yet. */
  readonly job: string | null;
}
