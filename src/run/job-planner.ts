import { RunyardError, messageOf } from "../core/mod.ts";
import {
  type JobType,
  type KnownGroups,
  type ParameterValue,
  type Plan,
  groupTextsOf,
  itemsOf,
  missingParameters,
  parseParameters,
  withDefaults,
} from "../job/mod.ts";
import type { NodeSet } from "../nodeset/mod.ts";
import type { CreateRequest, ReceivedFile } from "./job-service.ts";
import { planOf } from "./make-plan.ts";
import { fileDefault } from "./received-files.ts";
import type { Runner } from "./runner.ts";
import type { SecretBox } from "./secret-box.ts";

/** What a planner works with. The types are asked for anew each time: a reload replaces them. */
export interface PlannerParts {
  readonly types: () => ReadonlyMap<string, JobType>;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly secrets: SecretBox;
  /** The nodes of a text with groups in it. */
  readonly resolveGroups: (text: string) => Promise<NodeSet>;
}

type Values = Readonly<Record<string, ParameterValue>>;

/** What a job of a type would do with what was given: its parameters read, its groups resolved, its plan made. */
export class JobPlanner {
  readonly #parts: PlannerParts;

  constructor(parts: PlannerParts) {
    this.#parts = parts;
  }

  /** @throws {RunyardError} `not-found` */
  type(name: string): JobType {
    const type = this.#parts.types().get(name);
    if (type !== undefined) return type;
    const offered = [...this.#parts.types().values()].filter(({ schedule }) => schedule === null);
    const names = offered.map((one) => one.name).join(", ");
    throw new RunyardError(
      "not-found",
      `Cannot find the job type "${name}": this server has ${names || "none"}`,
    );
  }

  /** What texts and files mean. @throws {RunyardError} `bad-parameter` */
  parse(type: JobType, texts: CreateRequest["parameters"], received: readonly ReceivedFile[]): Values {
    return parseParameters(type, texts, received, (secret) => this.#parts.secrets.seal(secret));
  }

  /** What will be done, with its groups resolved. @throws {RunyardError} `bad-parameter` where a required parameter is missing */
  async plan(
    type: JobType,
    given: Values,
  ): Promise<{ readonly values: Values; readonly plan: Plan; readonly groups: KnownGroups }> {
    const groups = await this.groupsOf(type, given);
    return { ...this.planWith(type, given, groups), groups };
  }

  /** @throws {RunyardError} `bad-parameter` for a group that is not there, or whose source fails */
  async groupsOf(type: JobType, given: Values): Promise<KnownGroups> {
    const values = withDefaults(type, given, fileDefault);
    if (missingParameters(type, values).length > 0) return new Map();
    return this.resolve(groupTextsOf(type, values));
  }

  /** @throws {RunyardError} `bad-parameter` for a group that is not there, or whose source fails */
  async resolve(texts: readonly string[]): Promise<KnownGroups> {
    const groups = new Map<string, NodeSet>();
    for (const text of texts) {
      try {
        groups.set(text, await this.#parts.resolveGroups(text));
      } catch (error) {
        throw new RunyardError("bad-parameter", messageOf(error), { cause: error });
      }
    }
    return groups;
  }

  /** @throws {RunyardError} `bad-parameter` where a required parameter is missing */
  planWith(
    type: JobType,
    given: Values,
    groups: KnownGroups,
  ): { readonly values: Values; readonly plan: Plan } {
    const values = withDefaults(type, given, fileDefault);
    const missing = missingParameters(type, values);
    if (missing.length > 0) {
      const names = missing.map((name) => `"${name}"`).join(", ");
      const verb = missing.length === 1 ? "is required and was" : "are required and were";
      throw new RunyardError(
        "bad-parameter",
        `Cannot run a job of type "${type.name}": ${names} ${verb} not given`,
      );
    }
    itemsOf(type, values, groups);
    return { values, plan: planOf(type, values, this.#parts.runners) };
  }
}
