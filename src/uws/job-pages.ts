import { setImmediate as turn } from "node:timers/promises";
import type { Job } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import type { ListQuery } from "./list-query.ts";

/** How many jobs are read at once: few enough that others get their turn between two pages. */
const pageSize = 200;

/** The jobs that a list shows, newest first, in pages. ARCHIVED ones only where they are asked for (UWS 1.1 §2.1.3). */
export async function* jobPages(
  service: Pick<JobService, "jobs">,
  query: ListQuery & { readonly type?: string },
): AsyncGenerator<readonly Job[]> {
  let left = query.last ?? Number.POSITIVE_INFINITY;
  let before: number | undefined;
  while (left > 0) {
    const page = await service.jobs({
      ...(query.type !== undefined && { types: [query.type] }),
      ...(query.phases !== undefined && { phases: query.phases }),
      ...(query.createdAfter !== undefined && { createdAfter: query.createdAfter }),
      ...(before !== undefined && { before }),
      limit: Math.min(pageSize, left),
    });
    const shown = query.phases === undefined ? page.filter((job) => job.phase !== "ARCHIVED") : page;
    yield shown;
    left -= shown.length;
    before = page.at(-1)?.sequence;
    if (before === undefined) return;
    // A client that takes all at once would let nobody else have a turn.
    await turn();
  }
}
