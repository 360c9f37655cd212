import type { JobView } from "../server/api.ts";
import { announceJob } from "./announce-job.ts";
import type { Context } from "./context.ts";
import { interruptible } from "./interruptible.ts";

/** What follows when a job has been started. */
export interface StartOptions {
  readonly wait: boolean;
  /** Waits as well. */
  readonly follow: boolean;
}

/** Starts a job, says which, and waits for it where that is wanted. Ctrl-C ends the waiting, not the job. */
export async function startJob(
  context: Context,
  create: (signal?: AbortSignal) => Promise<JobView>,
  { wait, follow }: StartOptions,
): Promise<void> {
  if (!wait && !follow) {
    announceJob(context.output, await create(), "leave");
    return;
  }
  let job: JobView | undefined;
  await interruptible(
    async (signal) => {
      job = await create(signal);
      announceJob(context.output, job, follow ? "follow" : "wait");
      // Loaded here, because what knows the phases knows schemas as well, and takes as long to load as all the rest.
      const { watchJob } = await import("./watch-job.ts");
      await watchJob(context, job, { follow, signal });
    },
    () => {
      if (job === undefined) return;
      context.output.note(`Job "${job.id}" goes on; abort it with: runyard abort ${job.id}`);
    },
  );
}
