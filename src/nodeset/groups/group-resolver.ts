import { formatDuration } from "../../core/mod.ts";
import type { NodeSet } from "../node-set.ts";
import { type FoundGroup, type GroupSearch, type NamedNodes, allGroups, findGroups } from "./find-groups.ts";
import { GroupError } from "./group-error.ts";
import type { GroupSource } from "./group-source.ts";
import { type Reference, writeReference } from "./reference.ts";
import { type RegroupOptions, regroup } from "./regroup.ts";
import { Resolution } from "./resolution.ts";
import { unknownSource } from "./unknown.ts";

/** How a question is answered. */
export interface ResolveOptions {
  /** Gives up the question; scripts that run for nobody else are stopped. */
  readonly signal?: AbortSignal;
  /** How long the answer may take, in milliseconds; later it is a {@link GroupError} `timed-out`. */
  readonly timeoutMs?: number;
  /** The source of a group that names none, in place of the default one. */
  readonly source?: string;
  /** Whether a group that is not there is refused, or taken for an empty one; `refuse` unless told. */
  readonly unknownGroups?: "refuse" | "empty";
}

/** A group that has nodes of a set. */
export interface GroupOfNodes {
  /** With its `@`, and with its source where the question named one. */
  readonly name: string;
  /** All its nodes. */
  readonly nodes: NodeSet;
  /** Those that are in the set. */
  readonly common: NodeSet;
}

/** What a resolver is made of. */
export interface GroupResolverSettings {
  /** In the order in which they were found. */
  readonly sources: readonly GroupSource[];
  readonly defaultSource: string | null;
  readonly onWarning: (text: string) => void;
  /** Where a configuration was looked for. */
  readonly searched: readonly string[];
}

/**
 * Resolves groups. What a source answers is kept for as long as its configuration says, and shared by all who ask at the same
 * time. Every question fails with the reason of its signal when that is aborted.
 *
 * @example
 * ```ts
 * const groups = await loadGroups({ run: runScript });
 * const nodes = await groups.parse("@compute!node3", { timeoutMs: 5000 });
 * ```
 */
export class GroupResolver {
  /** The names of all sources, the default one first. */
  readonly sources: readonly string[];
  readonly defaultSource: string | null;
  readonly #settings: GroupResolverSettings;
  readonly #sources: ReadonlyMap<string, GroupSource>;

  constructor(settings: GroupResolverSettings) {
    this.#settings = settings;
    this.#sources = new Map(settings.sources.map((source) => [source.name, source]));
    this.defaultSource = settings.defaultSource;
    this.sources = this.defaultSource === null ? [] : this.sourcesFrom(this.defaultSource);
  }

  /** The names of all sources in the order in which they were found, but for this one first. @throws {GroupError} */
  sourcesFrom(first: string): readonly string[] {
    const names = [...this.#sources.keys()];
    if (!names.includes(first)) throw unknownSource(first, names);
    return [first, ...names.filter((name) => name !== first)];
  }

  /**
   * The nodes of an expression with groups (`@compute`, `@slurm:debug`, `@*`, `@@`) and wildcards (`node*`).
   *
   * @throws {NodeSetSyntaxError} with the place of the mistake
   * @throws {GroupError}
   */
  parse(text: string, options: ResolveOptions = {}): Promise<NodeSet> {
    return this.#ask(options, (resolution) => resolution.parse(text));
  }

  /** All nodes of a source. @throws {GroupError} */
  all(options: ResolveOptions = {}): Promise<NodeSet> {
    return this.#ask(options, (resolution) =>
      resolution.nodesOf({ kind: "all", source: resolution.defaultSource(), group: "" }),
    );
  }

  /** The names of a source's groups, without `@`, in the order of a node set. @throws {GroupError} */
  groupNames(options: ResolveOptions = {}): Promise<readonly string[]> {
    return this.#ask(options, async (resolution) => [
      ...(await resolution.nodesOf({ kind: "names", source: resolution.defaultSource(), group: "" })),
    ]);
  }

  /** The nodes of a group, by its name without `@` and source. @throws {GroupError} */
  nodesOf(group: string, options: ResolveOptions = {}): Promise<NodeSet> {
    return this.#ask(options, (resolution) =>
      resolution.nodesOf({ kind: "group", source: resolution.defaultSource(), group }),
    );
  }

  /**
   * All groups of a source with their nodes, by names without `@`. A group that is broken is left out with a warning.
   *
   * @throws {GroupError} where the source itself fails
   */
  groups(options: ResolveOptions = {}): Promise<readonly NamedNodes[]> {
    return this.#ask(options, (resolution, signal) => allGroups(this.#search(resolution, signal)));
  }

  /** The groups of a source that have nodes of a set, by name. @throws {GroupError} */
  async groupsOf(nodes: NodeSet, options: ResolveOptions = {}): Promise<readonly GroupOfNodes[]> {
    const found = await this.#find(nodes, options);
    const write = this.#writer(options, true);
    return found.map(({ group, nodes: all, common }) => ({ name: write(group), nodes: all, common }));
  }

  /**
   * A set of nodes, written with groups: the largest that are wholly in it first, then the nodes that are left.
   * `overlap` lets groups share nodes, `prefix: false` leaves out the source that the question named, and `autostep` is the
   * number of nodes from which on a range with a step is written as one.
   *
   * @throws {GroupError}
   */
  async regroup(
    nodes: NodeSet,
    options: ResolveOptions & RegroupOptions & { readonly prefix?: boolean } = {},
  ): Promise<string> {
    const found = await this.#find(nodes, options);
    return regroup(nodes, found, this.#writer(options, options.prefix ?? true), options);
  }

  /** Forgets all answers, so that sources are asked again. */
  clear(): void {
    for (const source of this.#sources.values()) source.clear();
  }

  #find(nodes: NodeSet, options: ResolveOptions): Promise<readonly FoundGroup[]> {
    return this.#ask(options, (resolution, signal) => findGroups(nodes, this.#search(resolution, signal)));
  }

  #search(resolution: Resolution, signal: AbortSignal): GroupSearch {
    const { onWarning } = this.#settings;
    return { resolution, source: resolution.defaultSource(), signal, onWarning };
  }

  #writer({ source }: ResolveOptions, isPrefixed: boolean): (group: string) => string {
    const named = source ?? this.defaultSource ?? "";
    const reference = (group: string): Reference => ({ kind: "group", source: named, group });
    return (group) => writeReference(reference(group), source !== undefined && isPrefixed ? null : named);
  }

  async #ask<Answer>(
    options: ResolveOptions,
    question: (resolution: Resolution, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    options.signal?.throwIfAborted();
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    const resolution = new Resolution({
      sources: this.#sources,
      defaultSource: options.source ?? this.defaultSource,
      unknownGroups: options.unknownGroups ?? "refuse",
      searched: this.#settings.searched,
      signal,
    });
    const timeoutMs = Math.min(options.timeoutMs ?? Infinity, MOST_MS);
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => late.abort(), timeoutMs);
    try {
      return await question(resolution, signal);
    } catch (error) {
      if (!late.signal.aborted || options.signal?.aborted === true) throw error;
      throw tooLate(resolution, timeoutMs, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The longest time that a timer of Node can wait for. */
const MOST_MS = 2 ** 31 - 1;

function tooLate({ awaited }: Resolution, timeoutMs: number, cause: unknown): GroupError {
  const names = awaited.map((name) => `"${name}"`).join(", ");
  const who = awaited.length === 0 ? "their sources" : `the group source ${names}`;
  return new GroupError(
    "timed-out",
    `Cannot resolve groups: ${who} did not answer within ${formatDuration(timeoutMs)}`,
    { cause },
  );
}
