import { NodeSet } from "../node-set.ts";
import { NodeSetSyntaxError } from "../syntax-error.ts";
import { allDone } from "./all-done.ts";
import { type Step, joinWords, readSteps } from "./content.ts";
import { GroupError } from "./group-error.ts";
import type { GroupSource } from "./group-source.ts";
import { listNames } from "./list-names.ts";
import { type Reference, keyOf, writeReference } from "./reference.ts";
import { noSource, unknownGroup, unknownSource } from "./unknown.ts";
import { matchNodes } from "./wildcard.ts";

/** What a resolution works with. */
export interface ResolutionSettings {
  readonly sources: ReadonlyMap<string, GroupSource>;
  /** The source of a group that names none; null where there are no sources. */
  readonly defaultSource: string | null;
  readonly unknownGroups: "refuse" | "empty";
  readonly signal: AbortSignal;
  /** Where a configuration was looked for, to tell where one is missing. */
  readonly searched: readonly string[];
}

/** Deeper than this, groups within groups are taken for a mistake. */
const DEEPEST = 200;

/**
 * One question to the resolver: everything that its groups refer to is fetched first, what is independent at the same
 * time; then sets are made of it. So a group that is broken, or contains itself, harms only those that contain it.
 */
export class Resolution {
  readonly #settings: ResolutionSettings;
  /** What was asked for, with the source that it was asked of. */
  readonly #fetching: Map<string, string> = new Map();
  readonly #contents: Map<string, readonly Step[] | Failure> = new Map();
  readonly #resolved: Map<string, NodeSet> = new Map();

  constructor(settings: ResolutionSettings) {
    this.#settings = settings;
  }

  /** The nodes of an expression. @throws {NodeSetSyntaxError} {GroupError} */
  async parse(text: string): Promise<NodeSet> {
    const steps = readSteps(text, () => this.defaultSource());
    await this.fetch(steps.flatMap(referencesOf));
    return this.#evaluate(steps, []);
  }

  /** The nodes of what was referred to. @throws {GroupError} */
  async nodesOf(reference: Reference): Promise<NodeSet> {
    await this.fetch([reference]);
    return this.resolved(reference);
  }

  /** Fetches references and all that they refer to, so that `resolved` can be asked for each. */
  async fetch(references: readonly Reference[]): Promise<void> {
    const fresh = references.filter((reference) => !this.#fetching.has(keyOf(reference)));
    for (const reference of fresh) this.#fetching.set(keyOf(reference), reference.source);
    await allDone(
      fresh.map(async (reference) => {
        const content = await this.#contentOrFailure(reference);
        this.#contents.set(keyOf(reference), content);
        if (!(content instanceof Failure)) await this.fetch(content.flatMap(referencesOf));
      }),
    );
  }

  /** The nodes of what was fetched. @throws {GroupError} where that failed, or was about itself */
  resolved(reference: Reference): NodeSet {
    return this.#resolve(reference, []);
  }

  /** The names of a source's groups; null where it can't list them. */
  async namesIn(source: string): Promise<NodeSet | null> {
    return await listNames(this.source(source), this.#settings.signal);
  }

  /** The sources that have not answered yet. */
  get awaited(): readonly string[] {
    const open = [...this.#fetching].filter(([key]) => !this.#contents.has(key));
    return [...new Set(open.map(([, source]) => source))];
  }

  source(name: string): GroupSource {
    const source = this.#settings.sources.get(name);
    if (source === undefined) throw unknownSource(name, [...this.#settings.sources.keys()]);
    return source;
  }

  defaultSource(): string {
    const { defaultSource, searched } = this.#settings;
    if (defaultSource === null) throw noSource(searched);
    return this.source(defaultSource).name;
  }

  /** A failure is kept until somebody needs what could not be fetched. */
  async #contentOrFailure(reference: Reference): Promise<readonly Step[] | Failure> {
    try {
      return await this.#content(reference);
    } catch (error) {
      this.#settings.signal.throwIfAborted();
      return new Failure(error);
    }
  }

  async #content(reference: Reference): Promise<readonly Step[]> {
    const source = this.source(reference.source);
    switch (reference.kind) {
      case "group":
        return this.#read(await this.#groupText(reference, source), reference);
      case "all":
        return await this.#all(reference, source);
      case "names":
        return [{ operator: ",", kind: "nodes", nodes: await this.#names(source) }];
    }
  }

  async #groupText(reference: Reference, source: GroupSource): Promise<string> {
    const { signal, unknownGroups, defaultSource } = this.#settings;
    const text = joinWords(await source.map(reference.group, signal));
    if (text !== "" || unknownGroups === "empty") return text;
    const names = await listNames(source, signal);
    if (names?.has(reference.group) === true) return text;
    throw unknownGroup(reference, defaultSource, names);
  }

  async #all(reference: Reference, source: GroupSource): Promise<readonly Step[]> {
    const text = await source.all(this.#settings.signal);
    if (text !== null) return this.#read(joinWords(text), reference);
    const references = Array.from(
      await this.#names(source),
      (group): Reference => ({ kind: "group", source: source.name, group }),
    );
    return [{ operator: ",", kind: "groups", references }];
  }

  async #names(source: GroupSource): Promise<NodeSet> {
    const names = await listNames(source, this.#settings.signal);
    if (names !== null) return names;
    throw new GroupError(
      "source-cannot",
      `Cannot list the groups of "${source.name}": it has no way to do that`,
    );
  }

  #read(text: string, reference: Reference): readonly Step[] {
    try {
      return readSteps(text, () => reference.source);
    } catch (error) {
      if (!(error instanceof NodeSetSyntaxError)) throw error;
      throw new GroupError(
        "source-failed",
        `Cannot read the nodes of "${this.#write(reference)}", which the group source "${reference.source}" tells as ${around(error)}: ${error.reason}`,
        { cause: error },
      );
    }
  }

  #resolve(reference: Reference, path: readonly Reference[]): NodeSet {
    const key = keyOf(reference);
    const known = this.#resolved.get(key);
    if (known !== undefined) return known;
    const start = path.findIndex((above) => keyOf(above) === key);
    if (start !== -1) throw this.#cycle([...path.slice(start), reference]);
    const content = this.#contents.get(key) ?? [];
    if (content instanceof Failure) throw this.#within(content.error, path);
    if (path.length >= DEEPEST) throw this.#tooDeep(reference);
    const nodes = this.#evaluate(content, [...path, reference]);
    this.#resolved.set(key, nodes);
    return nodes;
  }

  #evaluate(steps: readonly Step[], path: readonly Reference[]): NodeSet {
    return steps.reduce((set, step) => set.apply(step.operator, this.#nodesAt(step, path)), NodeSet.empty);
  }

  #nodesAt(step: Step, path: readonly Reference[]): NodeSet {
    switch (step.kind) {
      case "nodes":
        return step.nodes;
      case "groups":
        return NodeSet.union(step.references.map((reference) => this.#resolve(reference, path)));
      case "wildcard":
        return matchNodes(this.#resolve(step.references[0], path), step.masks);
    }
  }

  #cycle(circle: readonly Reference[]): GroupError {
    const names = circle.map((reference) => this.#write(reference));
    return new GroupError(
      "group-cycle",
      `Cannot resolve "${names[0]}": it contains itself: ${names.join(" → ")}`,
    );
  }

  #tooDeep(reference: Reference): GroupError {
    const text = this.#write(reference);
    return new GroupError(
      "source-failed",
      `Cannot resolve "${text}": it stands more than ${DEEPEST} groups deep in others`,
    );
  }

  /** What went wrong inside a group is told with the group. */
  #within(error: unknown, path: readonly Reference[]): unknown {
    const last = path.at(-1);
    if (!(error instanceof GroupError) || last === undefined) return error;
    return new GroupError(error.code, `${error.message} (needed for "${this.#write(last)}")`, {
      cause: error,
    });
  }

  #write(reference: Reference): string {
    return writeReference(reference, this.#settings.defaultSource);
  }
}

/** The text that is wrong, or what stands around the mistake in a long one. */
function around({ text, position }: NodeSetSyntaxError): string {
  const start = text.length > 60 ? Math.max(0, position - 30) : 0;
  const part = text.slice(start, start + 60);
  return JSON.stringify(`${start > 0 ? "…" : ""}${part}${start + 60 < text.length ? "…" : ""}`);
}

/** What went wrong when something was fetched. */
class Failure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

function referencesOf(step: Step): readonly Reference[] {
  return step.kind === "nodes" ? [] : step.references;
}
