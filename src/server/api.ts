import { z } from "zod";
import { phases } from "../job/mod.ts";

/**
 * The JSON API's shapes: what the page, the command line and scripts may rely on. Instants are ISO 8601 in UTC,
 * durations are in milliseconds or as the name says, sizes in bytes.
 */

const instant = z.iso.datetime().describe("ISO 8601, UTC");
export const phaseSchema = z.enum(phases);
export const itemPhaseSchema = z.enum(["waiting", "running", "complete", "failed", "blocked"]);

export const itemCountsSchema = z.object({
  waiting: z.int(),
  running: z.int(),
  complete: z.int(),
  failed: z.int(),
  blocked: z.int(),
});

export const fileViewSchema = z.object({ file: z.string(), size: z.int(), mediaType: z.string(), href: z.string() });

export const jobSchema = z.object({
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
  executionDurationSeconds: z.int().describe("0 is unlimited"),
  executedMs: z.int().describe("Time spent in EXECUTING so far"),
  waitsFor: z.string().nullable().describe("Why it is not running yet, in one sentence"),
  items: itemCountsSchema,
  error: z.object({ type: z.enum(["transient", "fatal"]), message: z.string(), detail: z.string() }).nullable(),
  retryOf: z.string().nullable(),
  parameters: z
    .record(z.string(), z.unknown())
    .describe("Values as given; a file as {file, size, mediaType, href}; a secret as null"),
  href: z.string().describe("This job in the JSON API"),
  uws: z.string().describe("This job in UWS"),
});

export const outcomeSchema = z.looseObject({ kind: z.string() });

export const itemSchema = z.object({
  index: z.int(),
  name: z.string(),
  phase: itemPhaseSchema,
  tries: z.int(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  durationMs: z.number().nullable(),
  exitStatus: z.int().nullable(),
  outcome: outcomeSchema.nullable(),
  message: z.string().nullable().describe("How it ended, in one sentence"),
  result: z.unknown(),
});

export const attemptSchema = z.object({
  id: z.string(),
  fence: z.int(),
  instance: z.int(),
  item: z.int().nullable(),
  agent: z.string(),
  phase: z.enum(["claimed", "running", "ending", "ended"]),
  pid: z.int().nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: outcomeSchema.nullable(),
  cpuMs: z.number().nullable(),
  peakMemoryBytes: z.number().nullable().describe("Of its largest process"),
});

export const resultSchema = z.object({
  id: z.string(),
  item: z.int(),
  size: z.int(),
  sha256: z.string(),
  mediaType: z.string(),
  href: z.string(),
});

export const eventSchema = z.object({
  sequence: z.int(),
  at: instant,
  job: z.string(),
  type: z.string(),
  owner: z.string().nullable(),
  change: z.looseObject({ kind: z.string() }),
});

export const parameterSpecSchema = z.object({
  name: z.string(),
  kind: z.enum(["string", "integer", "number", "boolean", "choice", "file", "secret"]),
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
});

export const typeSchema = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  runner: z.string(),
  parameters: z.array(parameterSpecSchema),
  uws: z.string(),
});

/** Any answer that is not a success. */
export const errorSchema = z.object({
  code: z.string(),
  status: z.int(),
  message: z.string().describe("One clear sentence"),
});

/** `POST /api/v1/jobs`, as JSON; the same names are form fields in multipart, with `parameters.NAME` for parameters. */
export const createJobSchema = z.strictObject({
  type: z.string(),
  parameters: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))]))
    .default({}),
  runId: z.string().max(64).optional(),
  priority: z.int().min(-1000).max(1000).optional(),
  executionDurationSeconds: z.int().min(0).optional(),
  destructionAt: z.iso.datetime().optional(),
  run: z.boolean().default(true),
});

export type JobView = z.infer<typeof jobSchema>;
export type ItemView = z.infer<typeof itemSchema>;
export type AttemptView = z.infer<typeof attemptSchema>;
export type ResultView = z.infer<typeof resultSchema>;
export type EventView = z.infer<typeof eventSchema>;
export type TypeView = z.infer<typeof typeSchema>;
export type ErrorView = z.infer<typeof errorSchema>;
