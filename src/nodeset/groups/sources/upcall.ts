import { askScript } from "../ask-script.ts";
import { GroupError, configurationError } from "../group-error.ts";
import type { GroupSource, SourceContext } from "../group-source.ts";
import { SharedCache } from "../shared-cache.ts";
import { type SourceSettings, cacheTimeMs, valueOf } from "../source-settings.ts";

/** The scripts that a section may name. */
type Upcall = "map" | "mapall" | "list" | "all" | "reverse";

/**
 * A source that asks shell scripts, as groups.conf(5) describes them: `map` prints the nodes of `$GROUP`, `list` the names of
 * all groups, `all` all nodes, `reverse` the groups of `$NODE`, and `mapall` lines of `group: nodes` with all that `map`
 * and `list` would say.
 *
 * @throws {GroupError} `bad-group-configuration` where there is neither `map` nor `mapall`
 */
export function upcallSource(settings: SourceSettings, context: SourceContext): GroupSource {
  if (valueOf(settings, "map") === undefined && valueOf(settings, "mapall") === undefined) {
    throw configurationError(
      settings.section,
      `the group source "${settings.name}" needs the key "map" or "mapall", or a "type"`,
    );
  }
  return new UpcallSource(settings, context);
}

class UpcallSource implements GroupSource {
  readonly name: string;
  readonly reverse: GroupSource["reverse"];
  readonly #settings: SourceSettings;
  readonly #context: SourceContext;
  readonly #answers: SharedCache<string>;
  readonly #tables: SharedCache<ReadonlyMap<string, string>>;

  constructor(settings: SourceSettings, context: SourceContext) {
    this.name = settings.name;
    this.#settings = settings;
    this.#context = context;
    this.#answers = new SharedCache(context.clock, cacheTimeMs(settings));
    this.#tables = new SharedCache(context.clock, cacheTimeMs(settings));
    this.reverse = this.#has("reverse") ? (node, signal) => this.#groupsOf(node, signal) : null;
  }

  async map(group: string, signal: AbortSignal): Promise<string> {
    const what = `the group "${group}"`;
    if (!this.#has("mapall")) return await this.#ask("map", what, { GROUP: group }, signal);
    const nodes = (await this.#table(signal)).get(group);
    if (nodes !== undefined || !this.#has("map")) return nodes ?? "";
    return await this.#ask("map", what, { GROUP: group }, signal);
  }

  async list(signal: AbortSignal): Promise<readonly string[] | null> {
    if (this.#has("mapall")) return [...(await this.#table(signal)).keys()];
    return this.#has("list") ? words(await this.#ask("list", "its groups", {}, signal)) : null;
  }

  async all(signal: AbortSignal): Promise<string | null> {
    return this.#has("all") ? await this.#ask("all", "all nodes", {}, signal) : null;
  }

  clear(): void {
    this.#answers.clear();
    this.#tables.clear();
  }

  async #groupsOf(node: string, signal: AbortSignal): Promise<readonly string[]> {
    return words(await this.#ask("reverse", `the groups of "${node}"`, { NODE: node }, signal));
  }

  #table(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const what = "all its groups";
    return this.#tables.get("mapall", signal, async (work) =>
      this.#readTable(await this.#run("mapall", what, {}, work)),
    );
  }

  /** Lines of the same group add up. */
  #readTable(text: string): ReadonlyMap<string, string> {
    const table = new Map<string, string>();
    for (const line of text.split("\n").filter((some) => some.trim() !== "")) {
      const [, group, nodes = ""] = /^\s*([^\s:]+)\s*:(.*)$/.exec(line) ?? [];
      if (group === undefined) {
        throw new GroupError(
          "source-failed",
          `Cannot ask the group source "${this.name}" for all its groups: "mapall" printed the line ${JSON.stringify(line.slice(0, 80))}, which is no "group: nodes"`,
        );
      }
      table.set(group, `${table.get(group) ?? ""} ${nodes.trim()}`.trim());
    }
    return table;
  }

  #ask(upcall: Upcall, what: string, values: Values, signal: AbortSignal): Promise<string> {
    const key = [upcall, ...Object.values(values)].join(" ");
    return this.#answers.get(key, signal, (work) => this.#run(upcall, what, values, work));
  }

  #run(upcall: Upcall, what: string, values: Values, signal: AbortSignal): Promise<string> {
    const script = valueOf(this.#settings, upcall);
    if (script === undefined || script.text === "") {
      throw new GroupError(
        "source-cannot",
        `Cannot ask the group source "${this.name}" for ${what}: it has no script "${upcall}"`,
      );
    }
    return askScript(this.#settings, { what, key: upcall, script, values }, this.#context, signal);
  }

  #has(upcall: Upcall): boolean {
    return (valueOf(this.#settings, upcall)?.text ?? "") !== "";
  }
}

type Values = Readonly<Partial<Record<"GROUP" | "NODE", string>>>;

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
