import type { JobView } from "../../../src/server/api.ts";

/** A job as the page keeps it in its list: 100,000 are kept without their parameters. */
export type JobRow = Omit<JobView, "parameters" | "href" | "uws">;
