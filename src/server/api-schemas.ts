import { z } from "zod";
import { type Outcome, phases } from "../job/mod.ts";
import type {
  AppendItems,
  AttemptView,
  AuditEntryView,
  ChangeJob,
  CreateJob,
  GivenParameters,
  ItemGroupView,
  ItemView,
  JobView,
  ProblemView,
  ResultView,
  StatusView,
  TypeView,
} from "./api.ts";

/** The schemas of the shapes in `api.ts`: they check what comes in, and OpenAPI is made of them. */

const instant = z.iso
  .datetime({ error: "expected an instant in UTC like 2026-11-22T01:02:03Z" })
  .describe("ISO 8601, UTC");
const outcome = z.looseObject({ kind: z.string() }) as unknown as z.ZodType<Outcome, Outcome>;
const seconds = z.int().min(0).max(2_147_483_647).describe("0 is unlimited");

export const phaseSchema: z.ZodType<JobView["phase"], JobView["phase"]> = z.enum(phases);
export const itemPhaseSchema: z.ZodType<ItemView["phase"], ItemView["phase"]> = z.enum([
  "waiting",
  "running",
  "complete",
  "failed",
  "blocked",
]);

export const jobSchema: z.ZodType<JobView, JobView> = z.object({
  id: z.string(),
  type: z.string(),
  phase: phaseSchema,
  owner: z.string().nullable(),
  runId: z.string().nullable(),
  priority: z.number(),
  createdAt: instant,
  queuedAt: instant.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  destructionAt: instant.nullable(),
  executionDurationSeconds: seconds,
  executedMs: z.int().describe("Time spent in EXECUTING so far"),
  waitsFor: z
    .string()
    .nullable()
    .describe("Why none of its items runs, in one sentence: what it waits for, or its setup or teardown"),
  hasAgenda: z
    .boolean()
    .describe(
      "Whether it works through an agenda: false before it is run, and where it has one item without a name",
    ),
  items: z.object({
    waiting: z.int(),
    running: z.int(),
    complete: z.int(),
    failed: z.int(),
    blocked: z.int(),
  }),
  error: z
    .object({ type: z.enum(["transient", "fatal"]), message: z.string(), detail: z.string() })
    .nullable(),
  retryOf: z.string().nullable(),
  parameters: z
    .record(z.string(), z.unknown())
    .describe("Values as given; a file as {file, size, mediaType, href}; a secret as null"),
  href: z.string().describe("This job in the JSON API"),
  uws: z.string().describe("This job in UWS"),
});

export const itemSchema: z.ZodType<ItemView, ItemView> = z.object({
  index: z.int(),
  name: z.string(),
  phase: itemPhaseSchema,
  tries: z.int(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  durationMs: z.number().nullable(),
  exitStatus: z.int().nullable(),
  outcome: outcome.nullable(),
  message: z.string().nullable().describe("How it failed, in one sentence"),
  result: z.unknown().describe("What a function returned, or the value of an interpreter's last command"),
  progress: z.number().nullable().describe("How much of its work is done, from 0 to 1"),
  outputs: z.array(z.string()).describe("Files that it named as its outputs"),
  highlights: z.array(z.string()).describe("Lines that the job type's rules lift out of its output"),
  attempt: z.string().nullable().describe("The id of the attempt that has it, or had it last"),
});

export const itemGroupSchema: z.ZodType<ItemGroupView, ItemGroupView> = z.object({
  phase: itemPhaseSchema,
  count: z.int(),
  names: z.string().describe("A node set, such as frame[1-40,42]; empty where it can hold none of the names"),
  others: z.array(z.string()).describe("The first names that no node set can hold as they are"),
  moreOthers: z.int().describe("How many more there are of these"),
});

export const attemptSchema: z.ZodType<AttemptView, AttemptView> = z.object({
  id: z.string(),
  fence: z.int(),
  instance: z.int(),
  item: z.int().nullable(),
  agent: z.string(),
  phase: z.enum(["claimed", "running", "ending", "ended"]),
  pid: z.int().nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: outcome.nullable(),
  cpuMs: z.number().nullable(),
  peakMemoryBytes: z.number().nullable().describe("Of its largest process"),
});

export const resultSchema: z.ZodType<ResultView, ResultView> = z.object({
  id: z.string(),
  item: z.int(),
  size: z.int(),
  sha256: z.string(),
  mediaType: z.string(),
  href: z.string(),
});

export const typeSchema: z.ZodType<TypeView, TypeView> = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  runner: z.string(),
  held: z.boolean().describe("Nothing of it is started until it is released"),
  parameters: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["string", "integer", "number", "boolean", "choice", "nodeset", "file", "secret"]),
      title: z.string().nullable(),
      description: z.string().nullable(),
      required: z.boolean(),
      default: z.unknown(),
      minimum: z.number().nullable(),
      maximum: z.number().nullable(),
      pattern: z.string().nullable(),
      maxLength: z.int().nullable(),
      choices: z.array(z.string()),
      multiple: z.boolean(),
    }),
  ),
  uws: z.string().describe("Its job list in UWS"),
});

export const auditEntrySchema: z.ZodType<AuditEntryView, AuditEntryView> = z.object({
  at: instant,
  caller: z.string().nullable().describe("Null where nobody logged in"),
  address: z.string(),
  action: z.string(),
  job: z.string().nullable(),
  outcome: z.string().describe("`done`, or the code of the error that it was answered with"),
});

export const statusSchema: z.ZodType<StatusView, StatusView> = z.object({
  version: z.string(),
  startedAt: instant,
  dataFolder: z.string().nullable().describe("Null for users"),
  jobs: z.record(z.string(), z.int()).describe("How many jobs are in each phase"),
  types: z
    .record(z.string(), z.record(z.string(), z.int()))
    .describe("How many jobs of each type are in each phase"),
  agents: z.array(
    z.object({
      name: z.string(),
      host: z.string(),
      pid: z.int().nullable(),
      connected: z.boolean(),
      attempts: z.int().nullable().describe("Null for users"),
    }),
  ),
});

export const problemSchema: z.ZodType<ProblemView, ProblemView> = z.object({
  type: z.string().describe("What kind of problem it is: /problems/CODE"),
  title: z.string().describe("What the kind means"),
  status: z.int(),
  detail: z.string().describe("What is the case here, in one clear sentence"),
  instance: z.string().optional().describe("The path that was asked for"),
  code: z.string(),
});

const priority = z.int().min(-1000).max(1000).describe("Higher goes first");
const givenValue = z.union([z.string(), z.number(), z.boolean()]);
const givenParameters: z.ZodType<GivenParameters, GivenParameters> = z.record(
  z.string(),
  z.union([givenValue, z.array(givenValue)]),
);

export const createJobSchema: z.ZodType<CreateJob, CreateJob> = z.strictObject({
  type: z.string(),
  parameters: givenParameters.optional(),
  runId: z.string().max(64).optional(),
  priority: priority.optional(),
  executionDurationSeconds: seconds.optional(),
  destructionAt: instant.optional(),
  run: z.boolean().optional().describe("Whether it is run at once: true unless told"),
});

export const changeJobSchema: z.ZodType<ChangeJob, ChangeJob> = z
  .strictObject({
    executionDurationSeconds: seconds.optional(),
    destructionAt: instant.optional(),
    priority: priority.optional(),
    instances: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe("How many may work on the agenda at once; only while it is queued or running"),
    parameters: givenParameters.optional(),
  })
  // No phase allows both: one of them would be changed, and the other refused.
  .refine(({ instances, parameters }) => instances === undefined || parameters === undefined, {
    error: "parameters change while a job is PENDING, instances once it is queued, and never both at once",
  });

export const appendItemsSchema: z.ZodType<AppendItems, AppendItems> = z.strictObject({
  items: z.string().min(1).describe("A node set, such as frame[11-20]"),
});
