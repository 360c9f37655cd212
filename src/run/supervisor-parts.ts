import { systemClock } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { AttemptControl } from "./attempt-control.ts";
import { Ballast } from "./ballast.ts";
import type { DataFolder } from "./data-folder.ts";
import { FiringDesk } from "./firing-desk.ts";
import { Housekeeping } from "./housekeeping.ts";
import { JobChanges } from "./job-changes.ts";
import { JobIntake } from "./job-intake.ts";
import { JobLife } from "./job-life.ts";
import { JobOutput } from "./job-output.ts";
import { JobPlanner } from "./job-planner.ts";
import { JobResults } from "./job-results.ts";
import { JobWatch } from "./job-watch.ts";
import { type OwnerLimits, noOwnerLimits } from "./owner-limits.ts";
import { OwnerShares } from "./owner-shares.ts";
import { Quotes } from "./quotes.ts";
import { ReceivedFiles } from "./received-files.ts";
import { ResultFiles } from "./result-files.ts";
import { runners } from "./runners.ts";
import { type ScheduleRunner, noSchedules } from "./schedule-service.ts";
import { siteGroups } from "./site-groups.ts";
import { SecretBox } from "./secret-box.ts";
import type { SupervisorOptions, SupervisorSettings } from "./supervisor-options.ts";
import { TypeHolds } from "./type-holds.ts";

/** What a supervisor is made of. */
export interface SupervisorParts {
  readonly holds: TypeHolds;
  readonly received: ReceivedFiles;
  readonly planner: JobPlanner;
  readonly intake: JobIntake;
  readonly changes: JobChanges;
  readonly life: JobLife;
  readonly schedules: ScheduleRunner;
  readonly quotes: Quotes;
  readonly watch: JobWatch;
  readonly output: JobOutput;
  readonly attempts: AttemptControl;
  readonly ballast: Ballast;
  readonly results: JobResults;
  readonly housekeeping: Housekeeping;
  readonly shares: OwnerShares;
}

/** Puts a supervisor together. The settings are asked for anew each time: a reload replaces them. */
export function makeParts(
  options: SupervisorOptions,
  {
    data,
    store,
    settings,
  }: { readonly data: DataFolder; readonly store: Store; readonly settings: () => SupervisorSettings },
): SupervisorParts {
  const { clock = systemClock, log } = options;
  const secrets = SecretBox.open(data.secretKey);
  const types = (): ReadonlyMap<string, JobType> => settings().types;
  const slots = (): number => settings().concurrent;
  const ownerLimits = (): OwnerLimits => settings().ownerLimits ?? noOwnerLimits;
  const shares = new OwnerShares(store, ownerLimits, clock);
  const onOutput = (attempt: string): void => output.grew(attempt);
  const shared = { data, store, shares, secrets, runners, types, clock, log };
  const ballast = new Ballast(data.ballast);
  const files = new ResultFiles(data);
  const received = new ReceivedFiles(data, options.uploadLimitBytes);
  const watch = new JobWatch(store);
  const both = { ...shared, files, ballast };
  const attempts = new AttemptControl({ ...both, slots, ownerLimits, onOutput });
  const output = new JobOutput(store, attempts.lines, files, watch);
  const results = new JobResults(store, files, output, runners);
  const planner = new JobPlanner({ ...shared, resolveGroups: siteGroups(options.log) });
  const intake = new JobIntake({ ...shared, files: received }, planner);
  const changes = new JobChanges(shared);
  const holds = new TypeHolds(store, intake, clock, () => attempts.wake());
  const quotes = new Quotes(store, clock);
  const life = new JobLife({
    ...both,
    stopAttempt: (attempt, reason) => attempts.stop(attempt, reason),
    keepsArchive: (type) => types().get(type)?.limits.archive ?? false,
  });
  const desk = new FiringDesk({
    ...{ data, store, intake, clock, log },
    wake: () => attempts.wake(),
    abort: (job) => ballast.spend(() => life.abort(job)),
    checkRoom: () => ballast.checkRoom(),
  });
  const housekeeping = new Housekeeping({ ...both, life, attempts });
  return {
    holds,
    received,
    planner,
    intake,
    changes,
    life,
    schedules: options.schedules?.(desk) ?? noSchedules,
    quotes,
    watch,
    output,
    attempts,
    ballast,
    results,
    housekeeping,
    shares,
  };
}
