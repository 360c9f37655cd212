import type { ParameterView, TypeView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";
import { checkValue } from "./check-value.ts";

/** What stands in the form: texts by parameter, an empty one being none, and files. */
export interface FormValues {
  readonly texts: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<Record<string, readonly File[]>>;
  readonly options: RunOptions;
}

/** What a job is given beside its parameters, as it is typed. */
export interface RunOptions {
  readonly runId: string;
  readonly priority: string;
  readonly executionDurationSeconds: string;
}

/** Mistakes by parameter, each a sentence. */
export type Mistakes = ReadonlyMap<string, string>;

const optionNames = ["runId", "priority", "executionDurationSeconds"] as const;
/** Names in a link that are no parameter's: a parameter may be called like one of these. */
const optionKey = (name: string): string => `job.${name}`;

/** The form as it is at first: what a link says, else the defaults. */
export function initialValues(type: TypeView, query: URLSearchParams): FormValues {
  const texts = type.parameters
    .filter(({ kind }) => kind !== "file")
    .map((spec) => [spec.name, initialTexts(spec, query)] as const);
  const options = optionNames.map((name) => [name, query.get(optionKey(name)) ?? ""] as const);
  return {
    texts: Object.fromEntries(texts),
    files: {},
    options: Object.fromEntries(options) as unknown as RunOptions,
  };
}

/** The query of a link that fills the form: without files, and never with a secret. */
export function linkQuery(type: TypeView, { texts, options }: FormValues): string {
  const query = new URLSearchParams();
  for (const spec of type.parameters) {
    const given = (texts[spec.name] ?? []).filter((text) => text !== "");
    const isDefault = given.join("\n") === defaultTexts(spec).join("\n");
    if (spec.kind !== "secret" && !isDefault) for (const text of given) query.append(spec.name, text);
  }
  for (const name of optionNames) if (options[name] !== "") query.set(optionKey(name), options[name]);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** What the server would refuse. */
export function findMistakes(type: TypeView, values: FormValues): Mistakes {
  const found = type.parameters.map((spec) => [spec.name, mistakeIn(spec, values)] as const);
  const options = optionMistakes(values.options);
  return new Map(
    [...found, ...options].flatMap(([name, mistake]) => (mistake === null ? [] : [[name, mistake]])),
  );
}

function mistakeIn(spec: ParameterView, { texts, files }: FormValues): string | null {
  const { wants } = messages.submit;
  if (spec.kind === "file") {
    const count = files[spec.name]?.length ?? 0;
    if (count === 0) return spec.required ? wants.missingFile : null;
    return count > 1 && !spec.multiple ? wants.oneFile : null;
  }
  const given = (texts[spec.name] ?? []).filter((text) => text !== "");
  if (given.length === 0) return spec.required ? wants.missing : null;
  return given.map((text) => checkValue(spec, text)).find((mistake) => mistake !== null) ?? null;
}

function optionMistakes({
  priority,
  executionDurationSeconds,
}: RunOptions): readonly (readonly [string, string | null])[] {
  return [
    ["job.priority", checkOption(priority, -1000, 1000)],
    ["job.executionDurationSeconds", checkOption(executionDurationSeconds, 0, 2_147_483_647)],
  ];
}

function checkOption(text: string, minimum: number, maximum: number): string | null {
  const { wants } = messages.submit;
  const value = /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  const isFine = text.trim() === "" || (value >= minimum && value <= maximum);
  return isFine ? null : wants.integer(wants.fromTo(minimum, maximum));
}

function initialTexts(spec: ParameterView, query: URLSearchParams): readonly string[] {
  const linked = spec.kind === "secret" ? [] : query.getAll(spec.name);
  const texts = (linked.length > 0 ? linked : defaultTexts(spec)).map((text) =>
    spec.kind === "boolean" ? truthOf(text) : text,
  );
  if (!spec.multiple) return [texts[0] ?? ""];
  return texts.length === 0 && spec.kind !== "choice" ? [""] : texts;
}

/** A link may say it in the other ways that the server takes. */
function truthOf(text: string): string {
  const known: Readonly<Record<string, string>> = { yes: "true", "1": "true", no: "false", "0": "false" };
  return known[text.toLowerCase()] ?? text.toLowerCase();
}

function defaultTexts({ default: value, kind }: ParameterView): readonly string[] {
  if (value === null || kind === "secret" || kind === "file") return [];
  return [value].flat().map(String);
}
