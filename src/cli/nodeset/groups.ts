import type { GroupResolver, ResolveOptions } from "../../nodeset/mod.ts";
import type { Note } from "./note.ts";
import type { NodesetOptions } from "./options.ts";

/** Does work that Ctrl-C has to end: the signal it is given is aborted then. */
export type Interruptible = <Value>(work: (signal: AbortSignal) => Promise<Value>) => Promise<Value>;

/** What the groups are made with. */
export interface GroupsSettings {
  readonly options: Pick<NodesetOptions, "groupsConf" | "source" | "timeout" | "unknownGroups">;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly interruptible: Interruptible;
  readonly note: Note;
}

/** The groups of this machine, read where they are needed first: most command lines name none. */
export class Groups {
  readonly #settings: GroupsSettings;
  #loading: Promise<GroupResolver> | null = null;

  constructor(settings: GroupsSettings) {
    this.#settings = settings;
  }

  /** Asks them something. The options say what the command line says of groups. */
  use<Value>(question: (resolver: GroupResolver, options: ResolveOptions) => Promise<Value>): Promise<Value> {
    const { options, interruptible } = this.#settings;
    return interruptible(async (signal) => {
      this.#loading ??= load(this.#settings);
      return await question(await this.#loading, {
        signal,
        unknownGroups: options.unknownGroups,
        ...(options.source !== null && { source: options.source }),
        ...(options.timeout !== null && { timeoutMs: await timeoutMs(options.timeout) }),
      });
    });
  }

  /** @throws {GroupError} where there is no such source */
  async refuseUnknownSource(source: string): Promise<void> {
    await this.use(async (resolver) => resolver.sourcesFrom(source));
  }
}

async function load({ options, environment, note }: GroupsSettings): Promise<GroupResolver> {
  const [{ loadGroups }, { runScript }] = await Promise.all([
    import("../../nodeset/mod.ts"),
    import("../../process/mod.ts"),
  ]);
  return await loadGroups({
    run: runScript,
    environment,
    ...(options.groupsConf !== null && { groupsConf: options.groupsConf }),
    onWarning: (text) => void note(`Warning: ${text}`),
  });
}

async function timeoutMs(text: string): Promise<number> {
  return (await import("../../core/mod.ts")).parseDuration(text);
}
