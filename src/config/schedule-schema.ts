import { z } from "zod";
import { type NotifyRules, durationSchema, notifySchema } from "../job/mod.ts";
import type { DstRule, MissedRule } from "../schedule/mod.ts";

/** A schedule as it is written, its references filled in. */
export interface WrittenSchedule {
  readonly title?: string | undefined;
  readonly doc?: string | undefined;
  readonly deprecated?: string | undefined;
  readonly at?: string | readonly string[] | undefined;
  readonly every?: string | number | undefined;
  readonly cron?: string | undefined;
  readonly timezone: string;
  readonly dst?: DstRule | undefined;
  readonly jitter: number;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly paused: boolean;
  readonly overlap: "skip" | "queue" | "replace";
  readonly missed: MissedRule;
  readonly missed_deadline?: number | undefined;
  readonly deadline?: number | undefined;
  readonly notify?: NotifyRules | null | undefined;
  readonly debug: boolean;
  readonly properties: Readonly<Record<string, string>>;
  readonly job?: string | ((...given: never[]) => unknown) | undefined;
  readonly command?: unknown;
  readonly python?: string | undefined;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Null: `bind` has to say it. */
  readonly setup: Readonly<Record<string, string | null>>;
  readonly bind: Readonly<Record<string, string>>;
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), text).default({});
const parameterName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, {
  error: "a name is letters, digits and underscores, and starts with a letter",
});

const jobSchema = z.union([
  z.string(),
  z.custom<(...given: never[]) => unknown>((value) => typeof value === "function", "expected a job type"),
]);

const parametersSchema = z.record(z.string(), z.union([text.transform((one) => [one]), z.array(text)]));

/** What says how the work is done, and what of a job type's keys goes with it. */
const workKeys = {
  job: jobSchema.optional(),
  command: z.unknown().optional(),
  python: z.string().min(1).optional(),
  parameters: parametersSchema.default({}),
  setup: z.record(parameterName, z.union([text, z.null()])).default({}),
  limits: z.unknown().optional(),
  environment: z.unknown().optional(),
  retry: z.unknown().optional(),
  priority: z.unknown().optional(),
  working_folder: z.unknown().optional(),
  leave_children: z.unknown().optional(),
};

/** Whether a key says something of the work: `procDef` takes these alone. */
export function isWorkKey(key: string): boolean {
  return Object.hasOwn(workKeys, key);
}

/** The schema of a schedule whose references are filled in. */
export const scheduleSchema: z.ZodType<WrittenSchedule> = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  doc: z.string().optional(),
  deprecated: z.string().optional(),
  at: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  every: z.union([z.string(), z.number()]).optional(),
  cron: z.string().optional(),
  timezone: z.string().default("UTC"),
  dst: z.enum(["vixie", "skip", "all"]).optional(),
  jitter: durationSchema.default(0),
  start: z.string().optional(),
  end: z.string().optional(),
  paused: z.boolean().default(false),
  overlap: z.enum(["skip", "queue", "replace"]).default("skip"),
  missed: z.enum(["skip", "once", "all"]).default("once"),
  missed_deadline: durationSchema.optional(),
  deadline: durationSchema.optional(),
  notify: notifySchema.optional(),
  debug: z.boolean().default(false),
  properties: texts,
  original: z.string().optional(),
  procDef: z.string().optional(),
  bind: texts,
  ...workKeys,
});
