import { setImmediate as turn } from "node:timers/promises";
import type { Result } from "../job/mod.ts";
import type { JobService } from "./job-service.ts";

/** How many results are read at once: few enough that others get their turn between two pages. */
const PAGE = 500;

/** All results of a job in their order, in pages. @throws {RunyardError} `not-found`, also where it is deleted meanwhile */
export async function* resultPages(
  service: Pick<JobService, "results">,
  id: string,
): AsyncGenerator<readonly Result[], void> {
  let page = await service.results(id, { limit: PAGE });
  for (;;) {
    yield page;
    const after = page.at(-1);
    if (after === undefined || page.length < PAGE) return;
    await turn();
    page = await service.results(id, { limit: PAGE, after });
  }
}
