import { join } from "node:path";
import { type Clock, RunyardError } from "../core/mod.ts";
import type { Attempt, Item, Job, ParameterValue, ScalarValue } from "../job/mod.ts";
import type { AttemptOrder, AttemptTerms, OrderFile, StartOrder, StopReason } from "./agent-protocol.ts";
import type { Runner } from "./runner.ts";
import type { SecretBox } from "./secret-box.ts";

/** What an agent must know to watch over an attempt. */
export function attemptOrder(
  job: Job,
  attempt: Attempt,
  clock: Clock,
  runner: Runner | undefined,
): AttemptOrder {
  const { plan } = job;
  if (plan === null)
    throw new RunyardError("store-unusable", `Cannot write the order of job "${job.id}": it has no plan`);
  return {
    id: attempt.id,
    fence: attempt.fence,
    job: job.id,
    graceMs: plan.graceMs,
    outputLimitBytes: plan.outputLimitBytes,
    resultLimitBytes: plan.resultLimitBytes,
    leaveChildren: plan.leaveChildren,
    ...termsOf(job, clock),
    suspends: runner?.suspends ?? "processes",
    stop: stopReason(job, attempt),
    holds: runner === undefined || runner.takes === "one-item" ? 0 : runner.holds(plan.recipe),
  };
}

function stopReason(job: Job, attempt: Attempt): StopReason | null {
  return attempt.phase === "ending" || job.phase === "ABORTED" ? "aborted" : null;
}

/** What of a job's orders may change while it runs. */
export function termsOf(job: Job, clock: Clock): AttemptTerms {
  return {
    deadlineAt: deadlineOf(job, clock),
    durationMs: job.executionDurationSeconds * 1000,
    isSuspended: job.phase === "SUSPENDED",
  };
}

/** When the job's execution duration will be used up, or null where it has none, and while it is suspended. */
function deadlineOf(job: Job, clock: Clock): number | null {
  if (job.executionDurationSeconds === 0 || job.phase === "SUSPENDED") return null;
  const since = job.executingSince ?? clock.now();
  return since + job.executionDurationSeconds * 1000 - job.executedMs;
}

/** The order by which an agent starts an attempt. */
export function startOrder(
  claim: { readonly job: Job; readonly attempt: Attempt; readonly item: Item | null },
  runner: Runner,
  context: { readonly attemptsFolder: string; readonly clock: Clock; readonly secrets: SecretBox },
): StartOrder {
  const { job, attempt, item } = claim;
  const { plan } = job;
  if (plan === null) throw new RunyardError("store-unusable", `Cannot start job "${job.id}": it has no plan`);
  const folder = join(context.attemptsFolder, attempt.id);
  const resultsFolder = join(folder, "results");
  const launch = runner.launch({ job, recipe: plan.recipe, item, folder, resultsFolder });
  const environment = {
    RUNYARD_JOB_ID: job.id,
    RUNYARD_RESULTS: resultsFolder,
    RUNYARD_PARAMETERS: join(folder, PARAMETERS_FILE),
    ...(item === null ? {} : { RUNYARD_ITEM: item.name, RUNYARD_ITEM_INDEX: String(item.index) }),
    ...launch.environment,
  };
  return {
    ...attemptOrder(job, attempt, context.clock, runner),
    launch: { ...launch, environment },
    workingFolder: plan.workingFolder,
    passEnvironment: plan.passEnvironment,
    setEnvironment: plan.setEnvironment,
    files: [
      parametersFile(job, folder),
      ...secretFiles(job, context.secrets),
      ...("instanceHost" in launch.program ? [recipeFile(job)] : []),
    ],
  };
}

/** What an instance host reads to know its work. */
export interface HostRecipe {
  readonly runner: string;
  readonly recipe: unknown;
  readonly job: string;
  /** Whether a node set names the items, so that `{index}` is the number in a name. */
  readonly hasNodeSet: boolean;
}

/** A file, because a recipe may be longer than a variable of the environment. */
function recipeFile({ id: job, plan }: Job): OrderFile {
  const { runner = "", recipe = null, hasNodeSet = false } = plan ?? {};
  const content: HostRecipe = { runner, recipe, job, hasNodeSet };
  return { path: RECIPE_FILE, mode: 0o600, content: JSON.stringify(content) };
}

/** Relative to the attempt's folder. */
export const RECIPE_FILE = "recipe.json";

const PARAMETERS_FILE = "parameters.json";

/** The parameters as the work sees them: a file as its path, a secret as the path of the file that holds it. */
function parametersFile(job: Job, folder: string): OrderFile {
  const entries = Object.entries(job.parameters).map(([name, value]) => [
    name,
    visibleValue(name, value, folder),
  ]);
  return { path: PARAMETERS_FILE, mode: 0o600, content: JSON.stringify(Object.fromEntries(entries)) };
}

function visibleValue(name: string, value: ParameterValue, folder: string): unknown {
  if (isSeveral(value)) return value.map((one, index) => visibleScalar(name, one, index, folder));
  return visibleScalar(name, value, 0, folder);
}

function visibleScalar(
  name: string,
  value: ScalarValue,
  index: number,
  folder: string,
): string | number | boolean {
  if (typeof value !== "object") return value;
  return value.kind === "file" ? value.path : join(folder, secretPath(name, index));
}

/** Where a secret lies in an attempt's folder. */
export function secretPath(parameter: string, index: number): string {
  return `secrets/${parameter}${index === 0 ? "" : `.${index}`}`;
}

function secretFiles(job: Job, secrets: SecretBox): readonly OrderFile[] {
  return Object.entries(job.parameters).flatMap(([name, value]) =>
    (isSeveral(value) ? value : [value]).flatMap((one, index) =>
      typeof one === "object" && one.kind === "secret"
        ? [{ path: secretPath(name, index), mode: 0o600, content: secrets.open(one.sealed) }]
        : [],
    ),
  );
}

/** Whether a parameter has several values. */
export function isSeveral(value: ParameterValue): value is readonly ScalarValue[] {
  return Array.isArray(value);
}
