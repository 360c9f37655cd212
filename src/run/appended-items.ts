import { RunyardError } from "../core/mod.ts";
import {
  type Agenda,
  type Job,
  type JobType,
  type NewItem,
  type ParameterSpec,
  groupTextsOf,
  itemsOf,
  showValue,
} from "../job/mod.ts";
import type { JobPlanner } from "./job-planner.ts";

/** A node set as it was given, as an agenda of its own. */
const given = { agenda: { kind: "node-set", text: "{items}" } } as const;

/**
 * What a node set's names are as items of a job that has an agenda already. Where a parameter names the items, these
 * are further values of it, and checked like them. Elsewhere the configuration decides how they are called, so they may
 * differ from its own in numbers alone.
 *
 * @throws {RunyardError} `bad-parameter`, `not-allowed` where the items are files, or where there is no agenda
 */
export async function appendedItems(
  planner: JobPlanner,
  job: Job,
  text: string,
): Promise<readonly NewItem[]> {
  const type = planner.type(job.type);
  if (type.agenda === null) throw refusal("not-allowed", job, "it has no agenda");
  const groups = await planner.resolve(groupTextsOf(given, { items: text }));
  const items = itemsOf(given, { items: text }, groups);
  const parameter = namingParameter(type.agenda, type);
  if (parameter === undefined) return likeItsOwn(planner, job, type, items);
  if (parameter.kind === "file") throw refusal("not-allowed", job, "its items are files");
  const texts = parameter.kind === "nodeset" ? [text] : items.map(({ name }) => name);
  const values = planner.parse(type, { [parameter.name]: texts }, []);
  const parameters = { ...job.parameters, ...values };
  return itemsOf(type, parameters, await planner.groupsOf(type, parameters));
}

/** The parameter whose values are the items. */
function namingParameter(agenda: Agenda, { parameters }: JobType): ParameterSpec | undefined {
  if (agenda.kind === "parameter") return parameters[agenda.parameter];
  if (agenda.kind !== "node-set") return undefined;
  const [, name = ""] = /^\{([^{}]+)\}$/.exec(agenda.text) ?? [];
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

async function likeItsOwn(
  planner: JobPlanner,
  job: Job,
  type: JobType,
  items: readonly NewItem[],
): Promise<readonly NewItem[]> {
  const own = itemsOf(type, job.parameters, await planner.groupsOf(type, job.parameters));
  const known = new Set(own.map(withoutNumbers));
  const other = items.find((item) => !known.has(withoutNumbers(item)));
  if (other === undefined) return items;
  throw refusal(
    "bad-parameter",
    job,
    `${showValue(other.name)} is not like ${showValue(own[0]?.name ?? "")}: only the numbers in a name may be others`,
  );
}

function withoutNumbers({ name }: NewItem): string {
  return name.replaceAll(/\d+/g, "0");
}

function refusal(code: "bad-parameter" | "not-allowed", job: Job, reason: string): RunyardError {
  return new RunyardError(code, `Cannot append items to job "${job.id}": ${reason}`);
}
