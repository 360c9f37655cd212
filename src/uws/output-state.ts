import type { JobService, OutputQuery } from "../run/mod.ts";

/** Beyond the end of any output: only at its end does a part say whether no more will come. */
const beyondAnyEnd = 2 ** 50;

/** How long an output is now, and whether no more will come. @throws whatever the service throws */
export async function outputState(
  service: Pick<JobService, "output">,
  id: string,
  query: Omit<OutputQuery, "offset">,
): Promise<{ readonly sizeBytes: number; readonly complete: boolean }> {
  return service.output(id, { ...query, offset: beyondAnyEnd, length: 0 });
}
