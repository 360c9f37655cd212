import { type ZodRawShape, z } from "zod";
import { didYouMean } from "../core/mod.ts";
import { agendaMistakes } from "./agenda-mistakes.ts";
import { durationSchema } from "./duration-schema.ts";
import { type Mistake, addMistakes, readBySchema } from "./mistake.ts";
import { MOST_ITEMS } from "./most-items.ts";
import { type NotifyRules, notifySchema } from "./notify-rules.ts";
import { type WrittenParameter, parametersSchema } from "./parameter-schema.ts";
import type { AllowFailed } from "./plan.ts";
import { printableText, showValue } from "./show-value.ts";
import { sizeSchema } from "./size-schema.ts";

/** What the schema of a job type must know of a runner. */
export interface RunnerKeys {
  /** Its name, and the key of a job type that chooses it. */
  readonly name: string;
  /** The schemas of the keys that are its own, its name among them. */
  readonly keys: ZodRawShape;
  /** The key of these that is the job's agenda, where it is not `agenda`. */
  readonly agendaKey?: string;
}

/** A job type as it is written, read and checked; `resolveJobType` fills in what is not written. */
export interface WrittenJobType extends CommonKeys {
  readonly runner: string;
  /** The runner's own keys. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What the keys that every type may have are read as. */
interface CommonKeys {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly parameters?: Readonly<Record<string, WrittenParameter>> | undefined;
  readonly agenda?: string | readonly string[] | undefined;
  readonly instances: number;
  readonly retry: { readonly item: number; readonly instance: number };
  readonly allow_failed?: AllowFailed | undefined;
  readonly limits: {
    readonly duration: number;
    readonly destruction: number | null;
    readonly max_destruction?: number | undefined;
    readonly archive: boolean;
    readonly concurrent?: number | undefined;
    readonly concurrent_per_owner?: number | undefined;
    readonly output: number;
    readonly results: number;
    readonly grace: number;
  };
  readonly priority: number;
  readonly notify?: NotifyRules | null | undefined;
  readonly leave_children: boolean;
  readonly environment: { readonly pass: readonly string[]; readonly set: Readonly<Record<string, string>> };
  readonly working_folder?: string | undefined;
  readonly capabilities?: string | undefined;
}

/**
 * The schema of one job type as it is written in a configuration: the keys that every type may have, and those of the
 * one runner that it names. All mistakes are found at once.
 */
export function jobTypeSchema(runners: readonly RunnerKeys[]): z.ZodType<WrittenJobType> {
  // A schema takes longer to make than a type to read by it.
  const schemas = new Map<RunnerKeys | undefined, z.ZodType<CommonKeys>>();
  const schemaFor = (runner: RunnerKeys | undefined): z.ZodType<CommonKeys> => {
    const known =
      schemas.get(runner) ?? schemaOf(runner === undefined ? runners : [runner], runner !== undefined);
    schemas.set(runner, known);
    return known;
  };
  return z.unknown().transform((input, context): WrittenJobType => {
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      context.addIssue({ code: "custom", message: `expected a mapping, found ${showValue(input)}` });
      return z.NEVER;
    }
    const chosen = runnersOf(input, runners);
    const reading = readBySchema(schemaFor(chosen.length === 1 ? chosen[0] : undefined), input);
    const mistakes = [
      ...runnerMistakes(input, chosen, runners),
      ...agendaMistakes(input, chosen[0]?.agendaKey),
      ...(reading.ok ? [] : reading.mistakes),
    ];
    addMistakes(context, mistakes);
    if (!reading.ok || mistakes.length > 0 || chosen[0] === undefined) return z.NEVER;
    return split(reading.value, chosen[0]);
  });
}

/** Names of variables that pass by themselves: what a program needs to find its files and speak the user's language. */
const PASSED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_*", "TZ", "TMPDIR"];

const allowFailedSchema = z.unknown().transform((input, context): AllowFailed => {
  if (typeof input === "number" && Number.isSafeInteger(input) && input >= 0) return { count: input };
  const percent = typeof input === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(input.trim())?.[1] : undefined;
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  context.addIssue({
    code: "custom",
    message: `expected a number of items like 3 or a share like 5%, found ${showValue(input)}`,
  });
  return z.NEVER;
});

const itemSchema = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((item) => item !== "", { error: "expected a text, found an empty one" })
  .refine((item) => !/\p{Cc}/u.test(item) && item.isWellFormed(), {
    error: ({ input }) =>
      `expected no control characters, found "${printableText(String(input)).replaceAll("\n", "\\n")}"`,
  });

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, {
  error: ({ input }) => `expected the name of a variable, found ${showValue(input)}`,
});

const variableValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine((value) => !value.includes("\0"), { error: "expected no NUL character in it" });

// The duration first: of a text that is neither, its message is the useful one.
const destructionSchema = z.union([durationSchema, z.literal("never").transform(() => null)]);

const limitsSchema = z.strictObject({
  duration: durationSchema.default(0),
  destruction: destructionSchema.default(7 * 86_400_000),
  max_destruction: durationSchema.optional(),
  archive: z.boolean().default(false),
  concurrent: z.int().min(1).optional(),
  concurrent_per_owner: z.int().min(1).optional(),
  output: sizeSchema.default(1000 ** 3),
  results: sizeSchema.default(100 * 1000 ** 3),
  grace: durationSchema.default(10_000),
});

const retrySchema = z.union([
  z
    .int()
    .min(0)
    .transform((item) => ({ item, instance: 3 })),
  z.strictObject({ item: z.int().min(0).default(0), instance: z.int().min(0).default(3) }),
]);

const environmentSchema = z.strictObject({
  pass: z.array(variableName).default(PASSED),
  set: z
    .record(variableName.regex(/[^*]$/, { error: "a variable that is set has no star" }), variableValue)
    .default({}),
});

const commonKeys = {
  title: z.string().optional(),
  description: z.string().optional(),
  parameters: parametersSchema.optional(),
  agenda: z.union([z.string(), z.array(itemSchema).min(1).max(MOST_ITEMS)]).optional(),
  instances: z.int().min(1).max(10_000).default(1),
  retry: retrySchema.default({ item: 0, instance: 3 }),
  allow_failed: allowFailedSchema.optional(),
  limits: limitsSchema.prefault({}),
  priority: z.int().min(-1000).max(1000).default(0),
  notify: notifySchema.optional(),
  leave_children: z.boolean().default(false),
  environment: environmentSchema.prefault({}),
  working_folder: z.string().min(1).optional(),
  capabilities: z.string().min(1).optional(),
};

function schemaOf(runners: readonly RunnerKeys[], isChosen: boolean): z.ZodType<CommonKeys> {
  const own: ZodRawShape = Object.assign({}, ...runners.map(({ keys }) => keys));
  // Without one choice the runners' keys are known, and none of them is wanted.
  const keys = isChosen
    ? own
    : Object.fromEntries(Object.keys(own).map((key) => [key, z.unknown().optional()]));
  return z.strictObject({ ...keys, ...commonKeys });
}

/** Those that the type names; one whose name is a key of another that it names as well is not meant. */
function runnersOf(input: object, runners: readonly RunnerKeys[]): readonly RunnerKeys[] {
  const named = runners.filter(({ name }) => Object.hasOwn(input, name));
  return named.filter(
    ({ name }) => !named.some((other) => other.name !== name && Object.hasOwn(other.keys, name)),
  );
}

function split(value: CommonKeys, runner: RunnerKeys): WrittenJobType {
  const own = Object.entries(value).filter(
    ([key]) => Object.hasOwn(runner.keys, key) && !Object.hasOwn(commonKeys, key),
  );
  const settings: Readonly<Record<string, unknown>> = Object.fromEntries(own);
  const { agendaKey } = runner;
  const agenda = agendaKey === undefined ? {} : { agenda: settings[agendaKey] as string };
  return { ...value, ...agenda, runner: runner.name, settings };
}

function runnerMistakes(
  input: object,
  chosen: readonly RunnerKeys[],
  runners: readonly RunnerKeys[],
): readonly Mistake[] {
  const [first, second] = chosen;
  if (first !== undefined && second !== undefined) {
    return [
      {
        path: [second.name],
        message: `expected one way of doing the work, found ${first.name} and ${second.name}`,
        about: "key",
      },
    ];
  }
  const names = runners.map(({ name }) => name);
  const known = [...Object.keys(commonKeys), ...names];
  const isSlip = Object.keys(input).some(
    (key) => !known.includes(key) && names.includes(didYouMean(key, known) ?? ""),
  );
  // A slip in the runner's key is reported as an unknown key, with the right one: once is enough.
  if (first !== undefined || isSlip) return [];
  return [
    {
      path: [],
      message: `expected one of the keys ${names.join(", ")}, which say how the work is done; found none`,
      about: "value",
    },
  ];
}
