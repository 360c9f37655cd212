import type { z } from "zod";
import { didYouMean } from "../core/mod.ts";
import { showValue } from "./show-value.ts";

/** One thing that is wrong with what somebody wrote, and where. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  /** What was expected and what is there, without the path. */
  readonly message: string;
  /** Whether the key is wrong, or what stands under it. */
  readonly about: "key" | "value";
}

/** What a schema made of an input: its value, or all mistakes at once. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Reads an input by a schema, and says what is wrong with it in words for people. */
export function readBySchema<T>(schema: z.ZodType<T>, input: unknown): Reading<T> {
  const result = schema.safeParse(input, { reportInput: true, error: describeIssue });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, mistakes: result.error.issues.flatMap((issue) => mistakesOf(issue)) };
}

/** Hands mistakes on to the schema that is being read: their paths are below its own. */
export function addMistakes(context: z.RefinementCtx, mistakes: readonly Mistake[]): void {
  for (const { path, message, about } of mistakes) {
    context.addIssue({ code: "custom", path: [...path], message, params: { about } });
  }
}

type Issue = z.core.$ZodIssue;

/** How the expected types of a schema are called. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  function: "a function",
};

/** Parts of an `unrecognized_keys` issue's message: zod says which keys are unknown, and this way which are known. */
const KEY_SEPARATOR = "\n";

function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${typeName(issue.expected)}, found ${found(issue.input)}`;
    case "invalid_value":
      return describeChoice(issue.values.map(String), issue.input);
    case "too_small":
      return describeBound("at least", issue.origin, issue.minimum, issue.input);
    case "too_big":
      return describeBound("at most", issue.origin, issue.maximum, issue.input);
    case "unrecognized_keys":
      return knownKeys(issue.inst).join(KEY_SEPARATOR);
    default:
      return `expected something else, found ${found(issue.input)}`;
  }
}

function found(input: unknown): string {
  return typeof input === "number" && Number.isNaN(input) ? "no number" : showValue(input);
}

function typeName(expected: string): string {
  return TYPE_NAMES[expected] ?? expected;
}

function describeChoice(values: readonly string[], input: unknown): string {
  const meant = typeof input === "string" ? didYouMean(input, values) : undefined;
  const expected = values.length === 1 ? (values[0] ?? "") : `one of ${values.join(", ")}`;
  return `expected ${expected}, found ${showValue(input)}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

function describeBound(word: string, origin: string, bound: number | bigint, input: unknown): string {
  if (origin === "number" || origin === "int")
    return `expected a number of ${word} ${bound}, found ${showValue(input)}`;
  const [unit, length] = Array.isArray(input)
    ? ["entries", input.length]
    : ["characters", String(input).length];
  return `expected ${word} ${bound === 1 ? `one ${unit === "entries" ? "entry" : "character"}` : `${bound} ${unit}`}, found ${length}`;
}

function knownKeys(schema: unknown): string[] {
  const shape = (schema as { readonly shape?: unknown } | undefined)?.shape;
  return typeof shape === "object" && shape !== null ? Object.keys(shape) : [];
}

function mistakesOf(issue: Issue): readonly Mistake[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(issue.path, key, issue.message.split(KEY_SEPARATOR)));
    case "invalid_key":
      return issue.issues.map(({ message }) => ({ path: issue.path, message, about: "key" }));
    case "invalid_union":
      return unionMistakes(issue).map((mistake) => ({ ...mistake, path: [...issue.path, ...mistake.path] }));
    case "custom":
      return [
        {
          path: issue.path,
          message: issue.message,
          about: issue.params?.["about"] === "key" ? "key" : "value",
        },
      ];
    default:
      return [{ path: issue.path, message: issue.message, about: "value" }];
  }
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Mistake {
  const meant = didYouMean(key, known);
  const hint = meant === undefined ? `known are ${known.toSorted().join(", ")}` : `did you mean "${meant}"?`;
  return { path: [...path, key], message: `unknown key; ${hint}`, about: "key" };
}

/** The branch that what was written comes nearest to speaks for the union; where there is none, all types are named. */
function unionMistakes(issue: Extract<Issue, { code: "invalid_union" }>): readonly Mistake[] {
  const branches = issue.errors.filter((issues) => issues.length > 0);
  const near = branches.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code !== "invalid_type"),
  );
  if (near !== undefined) return near.flatMap((branch) => mistakesOf(branch));
  const names = branches.map(([first]) =>
    first?.code === "invalid_type" ? typeName(first.expected) : "another value",
  );
  const expected = [...new Set(names)].join(" or ");
  return [{ path: [], message: `expected ${expected}, found ${showValue(issue.input)}`, about: "value" }];
}
