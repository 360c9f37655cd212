import { z } from "zod";
import { unreachable } from "../core/mod.ts";
import type { ParameterSpec } from "./job-type.ts";
import { compilePattern, describeAccepted, isInRange, readText } from "./parameter-text.ts";
import { showValue } from "./show-value.ts";

/** The parameters of a job type as they are written → their specifications. */
export const parametersSchema: z.ZodType<Readonly<Record<string, WrittenParameter>>> = z.lazy(() =>
  z.record(nameSchema, parameterSchema).superRefine(refuseNamesThatClash),
);

/** A parameter's specification before it has its name, and a file's default before it is absolute. */
export type WrittenParameter = Omit<ParameterSpec, "name">;

/**
 * Names with a meaning of their own: the control parameters of UWS 1.1 (§2.2.2) and DALI, which arrive in the same
 * form, and the placeholders that every job has. Compared without regard to case, as DALI compares names.
 */
const RESERVED: ReadonlySet<string> = new Set(
  "phase runid executionduration destruction action upload wait item index rank results".split(" "),
);

const NAME_RULE = "a parameter's name is letters, digits and underscores, and starts with a letter";

const nameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, { error: NAME_RULE, abort: true })
  .refine((name) => !RESERVED.has(name.toLowerCase()), {
    error: "this name has a meaning of its own; take another one",
  });

const choiceText = z.union([z.string().min(1), z.number(), z.boolean()]).transform(String);

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const writtenSchema = z.strictObject({
  type: z.enum(["string", "integer", "number", "boolean", "choice", "nodeset", "file", "secret"]),
  title: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean().default(false),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(scalar)]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
  max_length: z.int().min(1).optional(),
  choices: z.array(choiceText).min(1).optional(),
  multiple: z.boolean().default(false),
});

type Written = z.output<typeof writtenSchema>;

const parameterSchema = writtenSchema.transform((written, context): WrittenParameter => {
  const spec = specOf(written);
  for (const [key, message] of mistakesIn(written, spec))
    context.addIssue({ code: "custom", path: [key], message });
  return { ...spec, default: defaultOf(written, spec) };
});

function specOf(written: Written): WrittenParameter {
  return {
    kind: written.type,
    title: written.title ?? null,
    description: written.description ?? null,
    required: written.required,
    default: null,
    minimum: written.minimum ?? null,
    maximum: written.maximum ?? null,
    pattern: written.pattern ?? null,
    maxLength: written.max_length ?? null,
    choices: written.choices ?? [],
    multiple: written.multiple,
  };
}

/** Which kinds each key belongs to. */
const KEY_KINDS: Readonly<Partial<Record<keyof Written, readonly string[]>>> = {
  minimum: ["integer", "number"],
  maximum: ["integer", "number"],
  pattern: ["string", "secret"],
  max_length: ["string", "secret"],
  choices: ["choice"],
};

type KeyMistake = readonly [key: string, message: string];

function mistakesIn(written: Written, spec: WrittenParameter): readonly KeyMistake[] {
  const found: readonly KeyMistake[] = [
    ...misplacedKeys(written),
    ...rangeMistakes(written),
    ...patternMistakes(written),
    ...choiceMistakes(written),
  ];
  // What is wrong with the rules would be said again of a default that they are applied to.
  return [...found, ...(found.length === 0 ? defaultMistakes(written, spec) : [])];
}

function misplacedKeys(written: Written): readonly KeyMistake[] {
  return Object.entries(KEY_KINDS)
    .filter(([key, kinds]) => written[key as keyof Written] !== undefined && !kinds.includes(written.type))
    .map(([key, kinds]) => [
      key,
      `this key belongs to ${kinds.join(" and ")}, and the type is ${written.type}`,
    ]);
}

function rangeMistakes({ type, minimum, maximum }: Written): readonly KeyMistake[] {
  if (type !== "integer" && type !== "number") return [];
  const bounds = { minimum, maximum };
  const broken = Object.entries(bounds).filter(
    ([, bound]) => bound !== undefined && type === "integer" && !Number.isSafeInteger(bound),
  );
  if (broken.length > 0)
    return broken.map(([key, bound]) => [key, `expected a whole number, found ${showValue(bound)}`]);
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return [];
  return [["maximum", `expected at least the minimum, which is ${minimum}, found ${maximum}`]];
}

function patternMistakes({ pattern }: Written): readonly KeyMistake[] {
  if (pattern === undefined) return [];
  try {
    compilePattern(pattern);
    return [];
  } catch {
    return [["pattern", `expected a regular expression, found ${showValue(pattern)}`]];
  }
}

function choiceMistakes({ type, choices }: Written): readonly KeyMistake[] {
  if (type === "choice" && choices === undefined) return [["choices", "expected a list, found nothing"]];
  const repeated = choices?.find((choice, index) => choices.indexOf(choice) !== index);
  return repeated === undefined
    ? []
    : [["choices", `expected each once, found ${showValue(repeated)} twice`]];
}

function defaultMistakes(written: Written, spec: WrittenParameter): readonly KeyMistake[] {
  if (written.default === undefined) return [];
  if (written.type === "secret") return aboutDefault("a secret has no default: it would be no secret");
  if (written.required)
    return aboutDefault("a parameter that is required has no default: leave out one of the two");
  if (Array.isArray(written.default) && !written.multiple)
    return aboutDefault("expected one value, found a list");
  const wrong = [written.default].flat().find((value) => !isAccepted(spec, value));
  if (wrong === undefined) return [];
  return aboutDefault(
    `expected ${spec.kind === "file" ? "the path of a file" : describeAccepted(spec)}, found ${showValue(wrong)}${whyWrong(spec, wrong)}`,
  );
}

function aboutDefault(message: string): readonly KeyMistake[] {
  return [["default", message]];
}

/** A node set may go wrong in many ways, so its reason is told. */
function whyWrong(spec: WrittenParameter, value: string | number | boolean): string {
  const reading = spec.kind === "nodeset" && typeof value === "string" ? readText(spec, value) : undefined;
  return reading === undefined || reading.ok ? "" : `: ${reading.reason}`;
}

function isAccepted(spec: WrittenParameter, value: string | number | boolean): boolean {
  switch (spec.kind) {
    case "integer":
    case "number":
      return typeof value === "number" && isInRange(spec, value);
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return spec.choices.includes(String(value));
    case "file":
      return typeof value === "string" && value !== "" && !value.includes("\0");
    case "string":
    case "nodeset":
    case "secret":
      return typeof value === "string" && readText(spec, value).ok;
    default:
      return unreachable(spec.kind);
  }
}

function defaultOf(written: Written, spec: WrittenParameter): ParameterSpec["default"] {
  if (written.default === undefined) return null;
  const values = [written.default].flat().map((value) => (spec.kind === "choice" ? String(value) : value));
  return spec.multiple ? values : (values[0] ?? null);
}

function refuseNamesThatClash(parameters: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const seen = new Map<string, string>();
  for (const name of Object.keys(parameters)) {
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), other ?? name);
    if (other === undefined) continue;
    const message = `"${other}" has this name already: capital letters make no difference`;
    context.addIssue({ code: "custom", path: [name], message, params: { about: "key" } });
  }
}
