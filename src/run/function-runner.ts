import { z } from "zod";
import type { JobType, ScheduleLabel } from "../job/mod.ts";
import type { Runner } from "./runner.ts";

/** What a job type's function gets. */
export interface FunctionContext {
  readonly jobId: string;
  /** Values by name: a file as its path, a secret as the path of the file that holds it. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly item: { readonly index: number; readonly name: string; readonly value: string };
  /** The folder for this item's result files, which is there. */
  readonly resultsFolder: string;
  /** Aborted when the job is to end: what goes on past the grace is killed. */
  readonly signal: AbortSignal;
}

/** The work of a job type in TypeScript: what it returns, JSON, is kept as the item's result; what it throws fails the item. */
export type JobFunction = (context: FunctionContext) => unknown;

/** What the instance host needs to find the function again. */
export interface FunctionRecipe {
  readonly file: string;
  readonly type: string;
  /** The schedule whose function it is; older plans don't say. */
  readonly schedule?: ScheduleLabel | null;
  /** Of a schedule's function: when it was due, and what earlier ones have set. */
  readonly due?: number;
  readonly properties?: Readonly<Record<string, string | null>>;
}

/** The runner `function`: a TypeScript function from the configuration, called by the instance host, item by item. */
export const functionRunner: Runner = {
  name: "function",
  keys: { function: z.custom<JobFunction>((value) => typeof value === "function", "expected a function") },
  takes: "items",
  holds: () => 1,
  suspends: "processes",
  subject: "The function",
  check: (type) => (isLoadable(type) ? [] : ["a function needs a runyard.config.ts: YAML can't hold one"]),
  plan: (type): FunctionRecipe => ({ file: type.file, type: type.name, schedule: type.schedule }),
  launch: () => ({ program: { instanceHost: true }, environment: {} }),
};

function isLoadable(type: JobType): boolean {
  return /\.[cm]?[jt]s$/.test(type.file);
}
