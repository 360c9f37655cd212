import { type Clock, didYouMean, systemClock } from "../../core/mod.ts";
import { type GroupConfiguration, type Origin, readConfiguration } from "./configuration.ts";
import {
  type ReadFiles,
  configurationPaths,
  isLeftOut,
  readConfigurationFiles,
  readNamedFile,
} from "./configuration-files.ts";
import { configurationError } from "./group-error.ts";
import { GroupResolver } from "./group-resolver.ts";
import type { GroupSource, SourceContext } from "./group-source.ts";
import { type RunScript, limitScripts } from "./run-script.ts";
import { valueOf } from "./source-settings.ts";
import { nativeSource } from "./sources/native.ts";
import { upcallSource } from "./sources/upcall.ts";
import { yamlSources } from "./sources/yaml.ts";

/** How groups are loaded. */
export interface LoadGroupsOptions {
  readonly run: RunScript;
  /** Says where to look, and is what scripts are run with; our own unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A groups.conf that is read in place of all others. */
  readonly groupsConf?: string;
  /** Told of what is left out, in a sentence. */
  readonly onWarning?: (text: string) => void;
  /** The machine's own unless told. */
  readonly clock?: Clock;
}

/** How many scripts run at once: enough to hide their waiting, and little for the machine that answers them. */
const MOST_SCRIPTS = 8;

/** The resolver of the sources that are configured. @throws {GroupError} `bad-group-configuration`, with file and line */
export async function makeResolver(options: LoadGroupsOptions): Promise<GroupResolver> {
  const { environment = process.env, onWarning = () => undefined, groupsConf } = options;
  const context: SourceContext = {
    run: limitScripts(options.run, MOST_SCRIPTS),
    environment: Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    clock: options.clock ?? systemClock,
    onWarning,
  };
  const searched = groupsConf === undefined ? configurationPaths(environment) : [groupsConf];
  const files = await (groupsConf === undefined
    ? readConfigurationFiles(searched)
    : readNamedFile(groupsConf));
  const { sources, defaultSource } = await makeSources(files, context);
  return new GroupResolver({ sources, defaultSource, onWarning, searched });
}

interface MadeSources {
  readonly sources: readonly GroupSource[];
  readonly defaultSource: string | null;
}

async function makeSources(files: ReadFiles | null, context: SourceContext): Promise<MadeSources> {
  if (files === null) return { sources: [], defaultSource: null };
  const configuration = await readConfiguration(files);
  const made = new Map<string, Made>();
  for (const origin of configuration.origins) {
    for (const one of await sourcesOf(origin, context)) {
      const first = made.get(one.source.name);
      if (first !== undefined) throw isThereTwice(one, first);
      made.set(one.source.name, one);
    }
  }
  const sources = [...made.values()].map(({ source }) => source);
  return { sources, defaultSource: defaultAmong([...made.keys()], configuration) };
}

/** A source, and where it is described. */
interface Made {
  readonly source: GroupSource;
  readonly place: { readonly file: string; readonly line: number };
}

async function sourcesOf(origin: Origin, context: SourceContext): Promise<readonly Made[]> {
  if (origin.kind === "section") {
    const { settings } = origin;
    const type = valueOf(settings, "type");
    const source =
      type === undefined ? upcallSource(settings, context) : nativeSource(type, settings, context);
    return [{ source, place: settings.section }];
  }
  try {
    const found = await yamlSources(origin.file, context);
    return found.map(({ source, line }) => ({ source, place: { file: origin.file, line } }));
  } catch (error) {
    if (isLeftOut(error)) return [];
    throw error;
  }
}

function isThereTwice(second: Made, first: Made): Error {
  const { file, line } = first.place;
  return configurationError(
    second.place,
    `the group source "${second.source.name}" is there already, in "${file}:${line}"`,
  );
}

function defaultAmong(names: readonly string[], configuration: GroupConfiguration): string | null {
  if (configuration.default === null) return names[0] ?? null;
  const { name, place } = configuration.default;
  if (names.includes(name)) return name;
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
  throw configurationError(place, `there is no group source "${name}"${hint}`);
}
