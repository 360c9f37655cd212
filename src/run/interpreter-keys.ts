import { type ZodRawShape, z } from "zod";
import type { PathRule, WrittenRules } from "../interpreter/mod.ts";
import { durationSchema, sizeSchema } from "../job/mod.ts";

const source = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

const pattern = z.union([z.string().transform((text) => [text]), z.array(z.string())]).default([]);

const rulesSchema = z.strictObject({
  progress: pattern,
  output: pattern,
  highlight: pattern,
  error: pattern,
  allow: pattern,
});

const interpreterSchema = z.union([
  z.string().transform((language) => ({ language })),
  z.strictObject({
    language: z.string(),
    executable: z.string().min(1).optional(),
    arguments: z.array(z.string()).optional(),
    channel: z.enum(["inherited", "socket"]).optional(),
  }),
]);

const timeoutsSchema = z.strictObject({
  start: durationSchema.default(60_000),
  command: durationSchema.default(0),
  silence: durationSchema.default(0),
  shutdown: durationSchema.default(10_000),
});

const outputsSchema = z.strictObject({
  required: z.boolean().default(false),
  minimum_size: sizeSchema.default(1),
  image: z.boolean().default(false),
  new: z.boolean().default(true),
});

const pathRuleSchema = z.strictObject({
  from: z.string().min(1),
  to: z.string(),
  hosts: z.string().nullable().default(null),
});

/** The keys of a job type that the runner `interpreter` reads. */
export const interpreterKeys: ZodRawShape = {
  interpreter: interpreterSchema,
  setup: source.default([]),
  item: source,
  teardown: source.default([]),
  rules: rulesSchema.prefault({}),
  outputs: outputsSchema.prefault({}),
  timeouts: timeoutsSchema.prefault({}),
  path_map: z.array(pathRuleSchema).default([]),
};

/** What they are read as. Times in milliseconds, sizes in bytes; a time of 0 is none. */
export interface InterpreterSettings {
  readonly interpreter: {
    readonly language: string;
    readonly executable?: string | undefined;
    /** For an application with a Python inside: `{source}` in them is the source that it is to run. */
    readonly arguments?: readonly string[] | undefined;
    /** `socket` for an application that closes the descriptors that it inherits. */
    readonly channel?: "inherited" | "socket" | undefined;
  };
  readonly setup: readonly string[];
  readonly item: readonly string[];
  readonly teardown: readonly string[];
  readonly rules: WrittenRules;
  readonly outputs: {
    readonly required: boolean;
    readonly minimum_size: number;
    readonly image: boolean;
    readonly new: boolean;
  };
  readonly timeouts: {
    readonly start: number;
    readonly command: number;
    readonly silence: number;
    readonly shutdown: number;
  };
  readonly path_map: readonly PathRule[];
}

/** What the instance host needs: the keys, and the names that are placeholders. */
export interface InterpreterRecipe extends InterpreterSettings {
  readonly parameterNames: readonly string[];
}
