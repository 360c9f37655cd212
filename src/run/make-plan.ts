import type { JobType, ParameterValue, Plan } from "../job/mod.ts";
import type { Runner } from "./runner.ts";

/** What a job of a type will do with these parameters. */
export function planOf(
  type: JobType,
  parameters: Readonly<Record<string, ParameterValue>>,
  runners: ReadonlyMap<string, Runner>,
): Plan {
  return {
    runner: type.runner,
    recipe: runners.get(type.runner)?.plan(type, parameters) ?? null,
    hasAgenda: type.agenda !== null,
    hasNodeSet: type.agenda?.kind === "node-set",
    workingFolder: type.workingFolder,
    passEnvironment: type.environment.pass,
    setEnvironment: type.environment.set,
    instances: type.instances,
    retry: type.retry,
    allowFailed: type.allowFailed,
    graceMs: type.limits.graceMs,
    outputLimitBytes: type.limits.outputBytes,
    resultLimitBytes: type.limits.resultBytes,
    leaveChildren: type.leaveChildren,
  };
}
