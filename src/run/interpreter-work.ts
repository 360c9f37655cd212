import { hostname } from "node:os";
import { resolve } from "node:path";
import {
  type BackendJob,
  type ChildCommand,
  InterpreterBackend,
  type Language,
  type ResultPackage,
  type Work,
  type WorkAnswer,
  type WorkFailure,
  type WorkReport,
  PathMap,
  compileRules,
  describeFailure,
  valueAsJson,
} from "../interpreter/mod.ts";
import type { Outcome } from "../job/mod.ts";
import type { HostContext, OpenItem } from "./host-context.ts";
import type { InterpreterSettings } from "./interpreter-keys.ts";
import { languageOf } from "./interpreter-runner.ts";
import { resultPrefix } from "./result-prefix.ts";
import { SourceFiller } from "./source-filler.ts";

/** The work of the runner `interpreter` in its instance host. @throws {InstanceFailure} where the instance can't work */
export async function doInterpreterWork(context: HostContext): Promise<void> {
  const settings = context.recipe.recipe as InterpreterSettings;
  const language = languageOf(settings.interpreter);
  const paths = new PathMap(settings.path_map, hostname());
  const filler = new SourceFiller(language, paths, context);
  await new LanguageBackend(language, backendJob(context, settings, language, filler)).run();
}

/** A backend whose child is an interpreter of one of our languages. */
class LanguageBackend extends InterpreterBackend {
  readonly #language: Language;

  constructor(language: Language, job: BackendJob) {
    super(job);
    this.#language = language;
  }

  protected override childCommand(): ChildCommand {
    const { executable } = this.#language;
    return { argv: [executable, ...this.#language.arguments({ executable })], initCommands: [] };
  }
}

function backendJob(
  context: HostContext,
  settings: InterpreterSettings,
  language: Language,
  filler: SourceFiller,
): BackendJob {
  const { rules, outputs, timeouts } = settings;
  return {
    name: context.recipe.job,
    setup: settings.setup.map((source) => filler.fill(source, null)),
    teardown: settings.teardown.map((source) => filler.fill(source, null)),
    rules: compileRules(rules),
    outputs: {
      isRequired: outputs.required,
      minimumBytes: outputs.minimum_size,
      isImage: outputs.image,
      isNew: outputs.new,
      folder: process.cwd(),
    },
    dispatcher: {
      language,
      env: interpreterEnvironment(context.environment),
      channel: settings.interpreter.channel ?? "inherited",
      outputFolder: context.folder,
      startTimeoutMs: timeouts.start === 0 ? Infinity : timeouts.start,
      ...(timeouts.command !== 0 && { commandTimeoutMs: timeouts.command }),
      ...(timeouts.silence !== 0 && { silenceMs: timeouts.silence }),
      shutdownTimeoutMs: timeouts.shutdown === 0 ? Infinity : timeouts.shutdown,
    },
    source: new AgendaSource(context, (item) => settings.item.map((source) => filler.fill(source, item))),
    signal: context.signal,
  };
}

/** An item's results folder is its placeholder: what is laid into the attempt's own would be nobody's. */
function interpreterEnvironment(environment: HostContext["environment"]): HostContext["environment"] {
  const { RUNYARD_RESULTS: _results, ...rest } = environment;
  return rest;
}

/** The items of a job's agenda, as the agent hands them out. */
class AgendaSource {
  readonly #context: HostContext;
  readonly #commandsOf: (item: OpenItem) => readonly string[];
  #item: OpenItem | null = null;

  constructor(context: HostContext, commandsOf: (item: OpenItem) => readonly string[]) {
    this.#context = context;
    this.#commandsOf = commandsOf;
  }

  async requestWork(): Promise<WorkAnswer> {
    this.#item = await this.#context.next();
    if (this.#item === null) return { status: "complete" };
    return { status: "work", work: { name: this.#item.name, commands: this.#commandsOf(this.#item) } };
  }

  beginWork(): void {
    this.#item?.begin();
  }

  async reportWork(_work: Work, { failure, value, resultPackage, folder }: WorkReport): Promise<void> {
    if (this.#item === null) return;
    const result = valueAsJson(value);
    const outputPaths = resultPackage.outputPaths.map((path) => publishedPath(path, folder, this.#item));
    const published = { ...resultPackage, outputPaths };
    this.#context.finish(this.#item, { outcome: outcomeOf(failure), result, resultPackage: published });
    this.#item = null;
  }

  noteWork(_work: Work, resultPackage: ResultPackage): void {
    if (this.#item !== null) this.#context.note(this.#item, resultPackage);
  }

  /** The agent sees for itself when the instance ends, and how. */
  async reportJob(): Promise<void> {}
}

/** A file among an item's results is told by the name that it will have among the job's. */
function publishedPath(path: string, folder: string, item: OpenItem | null): string {
  const below = item === null ? "" : `${item.resultsFolder}/`;
  const whole = resolve(folder, path);
  if (item === null || !whole.startsWith(below)) return path;
  return [resultPrefix(item.name), whole.slice(below.length)].filter((part) => part !== "").join("/");
}

function outcomeOf(failure: WorkFailure | null): Outcome {
  if (failure === null) return { kind: "exit", status: 0 };
  if (failure.kind === "refused") return { kind: "refused", message: failure.message };
  const cause = failure.failure;
  switch (cause.kind) {
    case "raised": {
      const { type: name, message, trace: stack } = cause.error;
      return { kind: "exception", name, message, stack };
    }
    case "exited":
    case "channel-lost":
    case "not-begun":
      return { kind: "crashed", message: describeFailure(cause) };
    default:
      return { kind: "refused", message: describeFailure(cause) };
  }
}
