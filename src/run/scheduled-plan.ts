import { formatInstant } from "../core/mod.ts";
import type { Plan } from "../job/mod.ts";
import type { StoreReader } from "../store/mod.ts";
import type { FunctionRecipe } from "./function-runner.ts";

/** The plan of a job that a schedule made tells its work of that; any other plan stays as it is. */
export async function scheduledPlan(
  reader: Pick<StoreReader, "firingOf" | "scheduleState">,
  job: string,
  plan: Plan,
): Promise<Plan> {
  const firing = await reader.firingOf(job);
  if (firing === undefined) return plan;
  const { schedule, due } = firing;
  const setEnvironment = {
    ...plan.setEnvironment,
    SCHEDULED_AT: formatInstant(due),
    RUNYARD_SCHEDULE: schedule,
  };
  if (plan.runner !== "function") return { ...plan, setEnvironment };
  const { properties = {} } = (await reader.scheduleState(schedule)) ?? {};
  const recipe: FunctionRecipe = { ...(plan.recipe as FunctionRecipe), due, properties };
  return { ...plan, setEnvironment, recipe };
}
