import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { didYouMean, messageOf } from "../core/mod.ts";
import {
  type JobType,
  type Mistake,
  type ScheduleLabel,
  type jobTypeSchema,
  makeJobType,
  missingParameters,
  parseParameters,
  readBySchema,
  showValue,
  withDefaults,
} from "../job/mod.ts";
import type { CheckingRunner } from "./configuration.ts";
import type { FilledSchedule, Raw } from "./schedule-references.ts";
import type { WrittenSchedule } from "./schedule-schema.ts";

/** What the work of a schedule is read with. */
export interface WorkSite {
  readonly id: string;
  readonly file: string;
  readonly types: ReadonlyMap<string, JobType>;
  readonly runners: readonly CheckingRunner[];
  /** Made of them. */
  readonly typeSchema: ReturnType<typeof jobTypeSchema>;
}

/** The job type of a schedule's jobs, its own or one that it names; null where that can't be read. */
export interface WorkRead {
  readonly work: { readonly type: JobType; readonly parameters: WrittenSchedule["parameters"] } | null;
  readonly mistakes: readonly Mistake[];
}

const WAYS = ["job", "command", "python"] as const;
/** Keys of a job type that a schedule with work of its own may have as well. */
const TYPE_KEYS = ["limits", "environment", "retry", "priority", "working_folder", "leave_children"];

/** Reads what a schedule does. The paths of its mistakes begin with the key. */
export function readWork(written: WrittenSchedule, filled: FilledSchedule, site: WorkSite): WorkRead {
  const [way, second] = WAYS.filter((key) => written[key] !== undefined);
  if (way === undefined)
    return failed({
      path: [],
      message: "expected one of the keys job, command, python; found none",
      about: "key",
    });
  if (second !== undefined)
    return failed({
      path: [second],
      message: `expected one way of doing the work, found ${way} and ${second}`,
      about: "key",
    });
  if (typeof written.job === "string") return namedWork(written.job, written, filled.value, site);
  return ownWork(written, filled, site);
}

function failed(...mistakes: readonly Mistake[]): WorkRead {
  return { work: null, mistakes };
}

function namedWork(name: string, written: WrittenSchedule, value: Raw, { types }: WorkSite): WorkRead {
  const type = types.get(name);
  if (type === undefined) {
    const meant = didYouMean(name, [...types.keys()]);
    const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
    return failed({
      path: ["job"],
      message: `expected a job type, found ${showValue(name)}${hint}`,
      about: "value",
    });
  }
  const misplaced = [...TYPE_KEYS, "setup"].filter((key) => Object.hasOwn(value, key));
  const mistakes = misplaced.map(
    (key): Mistake => ({ path: [key], message: "the job type says this, not the schedule", about: "key" }),
  );
  const bound = Object.entries(written.bind).map(([key, text]) => [key, [text]] as const);
  const parameters = { ...written.parameters, ...Object.fromEntries(bound) };
  return { work: { type, parameters }, mistakes: [...mistakes, ...parameterMistakes(type, parameters)] };
}

function parameterMistakes(type: JobType, parameters: WrittenSchedule["parameters"]): readonly Mistake[] {
  const wrong = (message: string): readonly Mistake[] => [{ path: ["parameters"], message, about: "value" }];
  try {
    const values = parseParameters(type, parameters, [], (secret) => secret);
    const whole = withDefaults(type, values, (_spec, path) => ({
      ...{ kind: "file", name: path, path, sizeBytes: 0, mediaType: "application/octet-stream" },
    }));
    const missing = missingParameters(type, whole);
    if (missing.length === 0) return [];
    return wrong(`the job type "${type.name}" requires ${missing.map((name) => `"${name}"`).join(", ")}`);
  } catch (error) {
    return wrong(messageOf(error));
  }
}

function ownWork(written: WrittenSchedule, { value, places }: FilledSchedule, site: WorkSite): WorkRead {
  const { id, file, runners } = site;
  const folder = dirname(file);
  const bound = boundParameters(written);
  if (Object.keys(written.parameters).length > 0)
    bound.mistakes.push({
      path: ["parameters"],
      message: "parameters go with a job type; work of its own has setup and bind",
      about: "key",
    });
  if (written.python !== undefined && !existsSync(resolve(folder, pythonFile(written.python))))
    bound.mistakes.push({
      path: ["python"],
      message: `expected a file that is there, found ${showValue(written.python)}`,
      about: "value",
    });
  const given = Object.fromEntries(
    TYPE_KEYS.flatMap((key) => (Object.hasOwn(value, key) ? [[key, value[key]]] : [])),
  );
  const raw = {
    // What its work reads and writes lies beside the file, as whoever wrote it sees it.
    ...{ working_folder: folder, ...given, ...wayOf(written, folder) },
    ...{ title: written.title ?? id, parameters: bound.parameters },
  };
  const reading = readBySchema(site.typeSchema, raw);
  const mistakes = [...bound.mistakes, ...(reading.ok ? [] : reading.mistakes.map(inOwnWords))];
  if (!reading.ok || mistakes.length > 0) return failed(...mistakes);
  const made = makeJobType(`schedule:${id}`, reading.value, { folder, file });
  const path = typeof written.job === "function" ? (places.get("job")?.map(String) ?? null) : null;
  const type: JobType = { ...made, description: written.doc ?? null, schedule: labelOf(written, site, path) };
  const runner = runners.find(({ name }) => name === type.runner);
  const key = WAYS.find((one) => written[one] !== undefined) ?? "command";
  const wrong = (runner?.check(type) ?? []).map(
    (message): Mistake => ({ path: [key], message, about: "key" }),
  );
  return { work: { type, parameters: {} }, mistakes: wrong };
}

function labelOf(
  written: WrittenSchedule,
  { id, file }: WorkSite,
  functionPath: ScheduleLabel["functionPath"],
): ScheduleLabel {
  const { title = id, debug, properties } = written;
  return { id, fullId: `${file.split("/").at(-1)}#${id}`, title, debug, properties, functionPath };
}

function wayOf({ job, command, python }: WrittenSchedule, folder: string): Raw {
  if (job !== undefined) return { function: job };
  return { command: python === undefined ? command : pythonCommand(python, folder) };
}

/** A file is run; a function of a file is called, its module being imported from where it lies. */
const CALL = `import importlib.util, sys
path, name = sys.argv[1:3]
sys.path.insert(0, path.rpartition("/")[0])
spec = importlib.util.spec_from_file_location("scheduled", path)
module = importlib.util.module_from_spec(spec)
sys.modules["scheduled"] = module
spec.loader.exec_module(module)
getattr(module, name)()
`;

function pythonCommand(written: string, folder: string): readonly string[] {
  const path = resolve(folder, pythonFile(written));
  const name = written.split("#")[1];
  const argv = name === undefined ? ["python3", path] : ["python3", "-c", CALL, path, name];
  return argv.map((entry) => entry.replaceAll("{", "{{").replaceAll("}", "}}"));
}

function pythonFile(written: string): string {
  return written.split("#")[0] ?? written;
}

/** What `setup` declares and `bind` says, as parameters that have these values. */
function boundParameters({ setup, bind }: WrittenSchedule): {
  readonly parameters: Raw;
  readonly mistakes: Mistake[];
} {
  const mistakes: Mistake[] = [];
  for (const name of Object.keys(bind)) {
    if (Object.hasOwn(setup, name)) continue;
    const meant = didYouMean(name, Object.keys(setup));
    const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
    mistakes.push({ path: ["bind", name], message: `setup declares no "${name}"${hint}`, about: "key" });
  }
  const entries = Object.entries(setup).map(([name, value]) => {
    const bound = bind[name] ?? value;
    if (bound === null)
      mistakes.push({ path: ["bind", name], message: `setup wants to be told what this is`, about: "key" });
    return [name, { type: "string", default: bound ?? "" }] as const;
  });
  return { parameters: Object.fromEntries(entries), mistakes };
}

/** Of a job type's mistakes, those of `parameters` are made by `setup`, those of a function by `job`. */
function inOwnWords({ path, message, about }: Mistake): Mistake {
  const [key, ...rest] = path;
  if (key === "parameters") return { path: ["setup", ...rest.slice(0, 1)], message, about };
  return { path: key === "function" ? ["job", ...rest] : path, message, about };
}
