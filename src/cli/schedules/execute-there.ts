import { RunyardError } from "../../core/mod.ts";
import type { JobView } from "../../server/api.ts";
import type { ExecutionView, ScheduleDetailView } from "../../server/mod.ts";
import { announceJob } from "../announce-job.ts";
import { type Client, jobPath } from "../client.ts";
import type { Context } from "../context.ts";
import { interruptible } from "../interruptible.ts";
import { watchJob } from "../watch-job.ts";
import { schedulePath } from "./show-schedule.ts";

/** How often it is looked whether what waits for the end of the last has a job. */
const POLL_MS = 500;

/** Has a server run a schedule now. With `wait` or `follow` the exit status is the job's. */
export async function executeThere(
  context: Context,
  id: string,
  { wait, follow }: { readonly wait: boolean; readonly follow: boolean },
): Promise<void> {
  const { client, output } = context;
  const execution = await client.json<ExecutionView>(`${schedulePath(id)}/execute`, { method: "POST" });
  if (!wait && !follow) {
    if (execution.job !== null) announceJob(output, execution.job, "leave");
    else output.show(execution, () => output.line("It waits for the end of the last"));
    return;
  }
  await interruptible(async (signal) => {
    if (execution.job === null) output.note("It waits for the end of the last");
    const job = execution.job ?? (await jobOfFiring(client, id, execution.firing.due, signal));
    announceJob(output, job, follow ? "follow" : "wait");
    await watchJob(context, job, { follow, signal });
    await takeExitStatus(client, job.id);
  });
}

async function jobOfFiring(client: Client, id: string, due: string, signal: AbortSignal): Promise<JobView> {
  for (;;) {
    const { firings } = await client.json<ScheduleDetailView>(schedulePath(id), { signal });
    const firing = firings.find((one) => one.due === due && one.manual);
    if (firing?.job != null) return client.job(firing.job);
    if (firing === undefined || firing.reason !== null) {
      const why = firing?.reason ?? "it is not known any more";
      throw new RunyardError("not-allowed", `Cannot execute the schedule "${id}": ${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A job of one item ends as that did: what its command's exit status says, ours says. */
async function takeExitStatus(client: Client, id: string): Promise<void> {
  const { items } = await client.json<{
    readonly items: readonly { readonly exitStatus: number | null }[];
  }>(`${jobPath(id)}/items?limit=2`);
  const [first, second] = items;
  if (process.exitCode === 1 && second === undefined && (first?.exitStatus ?? 0) > 0)
    process.exitCode = first?.exitStatus ?? 1;
}
