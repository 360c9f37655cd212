import { type Job, isEnd } from "../src/job/mod.ts";
import type { JobService } from "../src/run/mod.ts";

/** Creates a job, queued at once. */
export async function submit(
  service: JobService,
  type: string,
  parameters: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Job> {
  const texts = Object.entries(parameters).map(
    ([name, value]) => [name, typeof value === "string" ? [value] : value] as const,
  );
  return service.create({ type, parameters: Object.fromEntries(texts), files: [], owner: null, run: true });
}

/** Waits until a job has ended. */
export async function waitForEnd(service: JobService, id: string, timeoutMs = 120_000): Promise<Job> {
  const latest = Date.now() + timeoutMs;
  for (;;) {
    const job = await service.wait(id, { timeoutMs: 1000 });
    if (isEnd(job.phase)) return job;
    if (Date.now() > latest) throw new Error(`Job ${id} is still ${job.phase}`);
  }
}

/** Submits a job and waits for its end. */
export async function runJob(
  service: JobService,
  type: string,
  parameters: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Job> {
  return waitForEnd(service, (await submit(service, type, parameters)).id);
}

/** Waits until something is the case. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await isSo()); ) {
    if (Date.now() > end) throw new Error(`It never came to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The whole of an output, as text. */
export async function outputOf(
  service: JobService,
  id: string,
  stream: "stdout" | "stderr" = "stdout",
  item?: number,
): Promise<string> {
  const query = { stream, offset: 0, length: 50_000_000, ...(item === undefined ? {} : { item }) };
  return Buffer.from((await service.output(id, query)).bytes).toString("utf8");
}
