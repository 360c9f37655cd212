import { z } from "zod";
import type { ExecutionView, FiringView, ScheduleDetailView, ScheduleView } from "./schedule-api.ts";
import { jobSchema, phaseSchema } from "./api-schemas.ts";

const instant = z.iso.datetime().describe("ISO 8601, UTC");

const firingSchema: z.ZodType<FiringView, FiringView> = z.object({
  due: instant,
  until: instant.describe("The last of those that it stands for"),
  count: z.int().describe("How many it stands for"),
  at: instant.describe("When it was recorded"),
  manual: z.boolean().describe("Whether somebody asked for it"),
  late: z.boolean().describe("Whether nobody was there at its time"),
  decision: z.enum(["fired", "queued", "replaced", "skipped", "missed", "refused"]),
  reason: z.string().nullable().describe("Why there is no job, in one sentence"),
  job: z.string().nullable(),
  phase: phaseSchema.nullable().describe("That of the job; null where there is none, or not any more"),
});

const shape = {
  id: z.string(),
  fullId: z.string().describe("With the file that defines it"),
  title: z.string(),
  doc: z.string().nullable(),
  deprecated: z.string().nullable().describe("Why it should not be used any more"),
  words: z.string().describe("When it is due"),
  state: z.enum(["waiting", "running", "paused", "over"]),
  type: z.string().describe("The job type of its jobs"),
  next: instant.nullable().describe("When it is started next"),
  lastDue: instant.nullable(),
  lastJob: z.string().nullable(),
  lastPhase: phaseSchema.nullable().describe("How the last job that ended did so"),
  failures: z.int().describe("How many failed in a row"),
  skipped: z.int().describe("How many were skipped because the last one still ran"),
  href: z.string(),
};

/** The schemas of schedules in `api.ts`. */
export const scheduleSchema: z.ZodType<ScheduleView, ScheduleView> = z.object(shape);

export const scheduleDetailSchema: z.ZodType<ScheduleDetailView, ScheduleDetailView> = z.object({
  ...shape,
  nextDue: z.array(instant).describe("The next due instants, 200 at most"),
  firings: z.array(firingSchema).describe("The last ones, newest first"),
  properties: z.record(z.string(), z.string()),
});

export const executionSchema: z.ZodType<ExecutionView, ExecutionView> = z.object({
  firing: firingSchema,
  job: jobSchema.nullable().describe("Null while it waits for the end of the last"),
});
