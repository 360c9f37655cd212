import { RunyardError, didYouMean } from "../core/mod.ts";
import { checkFileName } from "./file-name.ts";
import type { FileValue, ParameterValue, ScalarValue } from "./job.ts";
import type { JobType, ParameterSpec } from "./job-type.ts";
import { describeAccepted, readText } from "./parameter-text.ts";
import { showValue } from "./show-value.ts";

/** A file that came for a parameter. */
export interface SentFile {
  readonly parameter: string;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** Seals a secret's text, so that only the supervisor can open it. */
export type Seal = (secret: string) => string;

/** Makes the value of a file that the configuration names as a default: `path` is absolute. */
export type FileDefault = (spec: ParameterSpec, path: string) => FileValue;

/** The values of a job's parameters, by the names of its type. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/**
 * Reads what was sent for a job's parameters. Names are matched without regard to case (DALI 1.1 §3), a parameter
 * that takes one value is refused when it is repeated (there too). What was not sent is not in the answer.
 *
 * @throws {RunyardError} `bad-parameter`, with the parameter, the value (a secret's never) and what is accepted
 */
export function parseParameters(
  type: JobType,
  texts: Readonly<Record<string, readonly string[]>>,
  files: readonly SentFile[],
  seal: Seal,
): Record<string, ParameterValue> {
  const sent = new Map<ParameterSpec, ScalarValue[]>();
  for (const [name, values] of Object.entries(texts)) {
    const spec = specOf(type, name);
    for (const text of values) addTo(sent, spec, valueOf(spec, text, seal));
  }
  for (const file of files) {
    const spec = specOf(type, file.parameter);
    addTo(sent, spec, fileOf(spec, file));
  }
  return Object.fromEntries([...sent].map(([spec, values]) => [spec.name, joined(spec, values)]));
}

/** The names of the parameters that a job needs and has no value of. */
export function missingParameters(type: JobType, values: ParameterValues): readonly string[] {
  return Object.values(type.parameters)
    .filter(({ required, name }) => required && !hasValue(values, name))
    .map(({ name }) => name);
}

/** The values with the type's defaults beside them. */
export function withDefaults(
  type: JobType,
  values: ParameterValues,
  fileDefault: FileDefault,
): ParameterValues {
  const defaults = Object.values(type.parameters).flatMap((spec) => {
    const value = hasValue(values, spec.name) ? null : defaultOf(spec, fileDefault);
    return value === null ? [] : [[spec.name, value] as const];
  });
  return { ...values, ...Object.fromEntries(defaults) };
}

/** Whether there is a value of a parameter: an empty list is none. */
export function hasValue(values: ParameterValues, name: string): boolean {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function specOf(type: JobType, name: string): ParameterSpec {
  const specs = Object.values(type.parameters);
  const spec = specs.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (spec !== undefined) return spec;
  const names = specs.map((candidate) => candidate.name);
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? `its parameters are ${names.join(", ")}` : `did you mean "${meant}"?`;
  throw new RunyardError(
    "bad-parameter",
    `Cannot set parameter ${showValue(name)}: type "${type.name}" has ${names.length === 0 ? "no parameters" : `no such parameter; ${hint}`}`,
  );
}

function addTo(sent: Map<ParameterSpec, ScalarValue[]>, spec: ParameterSpec, value: ScalarValue): void {
  const values = sent.get(spec);
  if (values === undefined) sent.set(spec, [value]);
  else if (spec.kind === "nodeset" && values.length >= MOST_NODE_SETS) {
    const reason = `it takes at most ${MOST_NODE_SETS} node sets; put commas between them instead`;
    throw new RunyardError("bad-parameter", `Cannot set parameter "${spec.name}": ${reason}`);
  } else values.push(value);
}

/** Each may take a while to read. */
const MOST_NODE_SETS = 100;

function valueOf(spec: ParameterSpec, text: string, seal: Seal): ScalarValue {
  if (spec.kind === "file") throw refusal(spec, text, "it takes a file, and a text was sent");
  const reading = readText(spec, text);
  if (!reading.ok) throw refusal(spec, text, reading.reason);
  return spec.kind === "secret" ? { kind: "secret", sealed: seal(text) } : reading.value;
}

function fileOf(spec: ParameterSpec, file: SentFile): FileValue {
  if (spec.kind !== "file") {
    throw refusal(spec, file.name, `it takes ${describeAccepted(spec)}, and a file was sent`);
  }
  checkFileName(file.name);
  const { name, path, sizeBytes, mediaType } = file;
  return { kind: "file", name, path, sizeBytes, mediaType };
}

function refusal(spec: ParameterSpec, text: string, reason: string): RunyardError {
  const value = spec.kind === "secret" ? "" : ` to ${showValue(text)}`;
  return new RunyardError("bad-parameter", `Cannot set parameter "${spec.name}"${value}: ${reason}`);
}

function joined(spec: ParameterSpec, values: readonly ScalarValue[]): ParameterValue {
  const [first] = values;
  if (spec.multiple || first === undefined) return values;
  if (values.length === 1) return first;
  const reason = `it takes one value, and ${values.length} were sent`;
  throw new RunyardError("bad-parameter", `Cannot set parameter "${spec.name}": ${reason}`);
}

function defaultOf(spec: ParameterSpec, fileDefault: FileDefault): ParameterValue | null {
  if (spec.default === null || spec.kind !== "file") return spec.default;
  if (!Array.isArray(spec.default)) return fileDefault(spec, String(spec.default));
  return spec.default.map((path) => fileDefault(spec, String(path)));
}
