import type { ZodRawShape } from "zod";
import type { Item, Job, JobType, ParameterValue } from "../job/mod.ts";

/** What the supervisor hands to an agent to be started under the shim. */
export interface Launch {
  /** What is executed: an argv, or our own instance host on the agent's machine. */
  readonly program: { readonly argv: readonly [string, ...string[]] } | { readonly instanceHost: true };
  /** Variables of this attempt, beside those that the plan sets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a runner knows when it makes a launch. */
export interface LaunchContext {
  readonly job: Job;
  readonly recipe: unknown;
  /** The item to do; null where the runner asks for items while it runs. */
  readonly item: Item | null;
  /** The attempt's folder, absolute, on the agent's host. */
  readonly folder: string;
  /** Where the result files belong. */
  readonly resultsFolder: string;
}

/**
 * How a job type does its work. To the supervisor and the agent all runners are one thing: an argv under the shim.
 * A runner is registered in `runners.ts` and nowhere else.
 */
export interface Runner {
  /** Its name, and the key of a job type that chooses it. */
  readonly name: string;
  /** The schema of the keys that are this runner's in a job type, its own name among them. */
  readonly keys: ZodRawShape;
  /** The key of these that is the job's agenda, where it is not `agenda`. */
  readonly agendaKey?: string;
  /** Whether an attempt does one item, or asks for one after another while it runs. */
  readonly takes: "one-item" | "items";
  /** Whether a job that has ended has a result with what its items wrote, equal outputs once. */
  readonly gathers?: boolean;
  /** How many items an attempt may hold at once, where it asks for them. */
  holds(recipe: unknown): number;
  /**
   * How a job is suspended: its processes are stopped, or what is under way goes on and nothing new is begun.
   */
  readonly suspends: "processes" | "items";
  /** What did the work, at the beginning of a sentence: "The command" exited with … */
  readonly subject: string;
  /** Checks what a schema can't: placeholders that name no parameter, for one. @returns what is wrong, in sentences */
  check(type: JobType): readonly string[];
  /** The runner's part of the plan, frozen when the job is run: JSON, without secrets. */
  plan(type: JobType, parameters: Readonly<Record<string, ParameterValue>>): unknown;
  /** The launch of one attempt. */
  launch(context: LaunchContext): Launch;
}
