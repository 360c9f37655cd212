import { NodeSet } from "../nodeset/mod.ts";
import { RunyardError, unreachable } from "../core/mod.ts";
import type { NewItem } from "./item.ts";
import type { ParameterValue, ScalarValue } from "./job.ts";
import type { Agenda, JobType } from "./job-type.ts";
import { MOST_ITEMS } from "./most-items.ts";
import { readNodeSet } from "./node-set-text.ts";
import { hasValue } from "./parameter.ts";
import { expandCommand } from "./placeholder.ts";
import { showValue } from "./show-value.ts";

type Values = Readonly<Record<string, ParameterValue>>;

/** The one item of a job with no agenda. */
const WHOLE_JOB: NewItem = { name: "", value: "" };

/**
 * The items of a job: what its type lists, the names of a node set in the set's order, or the values of the parameter
 * that the agenda names; one item named after nothing where there is no agenda. Equal names are told apart: `a.txt`,
 * `a.txt (2)`.
 *
 * @throws {RunyardError} `bad-parameter` for an agenda without items or with too many, a text that is no node set, or
 * an item that can't be named
 */
export function itemsOf(
  type: Pick<JobType, "agenda">,
  parameters: Values,
  groups: KnownGroups = new Map(),
): readonly NewItem[] {
  return type.agenda === null ? [WHOLE_JOB] : itemsOfAgenda(type.agenda, parameters, groups);
}

/** The node sets of texts that have groups in them, as a resolver gave them. */
export type KnownGroups = ReadonlyMap<string, NodeSet>;

/** The texts of a job's agenda that have groups or wildcards in them, which only a resolver knows. */
export function groupTextsOf(type: Pick<JobType, "agenda">, parameters: Values): readonly string[] {
  const { agenda } = type;
  if (agenda === null || agenda.kind !== "node-set") return [];
  return fillIn(agenda.text, parameters).filter((text) => readNodeSet(text).ok === "groups");
}

function itemsOfAgenda(agenda: Agenda, parameters: Values, groups: KnownGroups): readonly NewItem[] {
  switch (agenda.kind) {
    case "list":
      return withUniqueNames(agenda.items.map((item) => ({ name: item, value: item })));
    case "parameter":
      return withUniqueNames(itemsOfParameter(agenda.parameter, parameters));
    case "node-set":
      return namesOf(fillIn(agenda.text, parameters), groups).map((name) => ({ name, value: name }));
    default:
      return unreachable(agenda);
  }
}

function itemsOfParameter(parameter: string, parameters: Values): readonly NewItem[] {
  if (!hasValue(parameters, parameter)) throw noValue(parameter);
  const values: readonly (ScalarValue | undefined)[] = [parameters[parameter]].flat();
  if (values.length > MOST_ITEMS) throw tooMany(values.length);
  return values.map((value) => {
    const item = itemOf(value);
    const reason = wrongName(item.name);
    if (reason === undefined) return item;
    throw refusal(`an item of ${showValue(item.name)} (parameter "${parameter}")`, reason);
  });
}

function itemOf(value: ScalarValue | undefined): NewItem {
  if (typeof value !== "object") return { name: String(value), value: String(value) };
  if (value.kind === "file") return { name: value.name, value: value.path };
  throw new TypeError("Cannot make an item of a secret: its name would tell it");
}

/** The texts of a node set with its placeholders filled: several where it is one parameter with several values. */
function fillIn(text: string, parameters: Values): readonly string[] {
  return expandCommand([text], (name) => {
    if (!hasValue(parameters, name)) throw noValue(name);
    return [parameters[name] ?? ""].flat().map(String);
  });
}

function namesOf(texts: readonly string[], groups: KnownGroups): readonly string[] {
  const sets = texts.map((text) => {
    const reading = readNodeSet(text);
    const nodes = reading.ok === true ? reading.nodes : groups.get(text);
    if (nodes !== undefined) return nodes;
    const reason = reading.ok === false ? reading.reason : "its groups are not known here";
    throw refusal(`items of ${showValue(text)}`, reason);
  });
  // Each is small enough by itself; together they are counted before they are put together.
  const listed = sets.reduce((sum, { size }) => sum + size, 0);
  if (listed > MOST_ITEMS) throw tooMany(listed);
  const names = [...NodeSet.union(sets)];
  const reason = names.length === 0 ? "it has no names" : names.map(wrongName).find(Boolean);
  if (reason === undefined) return names;
  throw refusal(`items of ${showValue(texts.join(","))}`, reason);
}

function wrongName(name: string): string | undefined {
  if (name === "") return "an item needs a name";
  if (!/\p{Cc}/u.test(name) && name.isWellFormed()) return undefined;
  return "an item's name must not contain control characters";
}

function noValue(parameter: string): RunyardError {
  return new RunyardError(
    "bad-parameter",
    `Cannot run a job without items: parameter "${parameter}" has no value`,
  );
}

function tooMany(count: number): RunyardError {
  const [given, most] = [count, MOST_ITEMS].map((number) => number.toLocaleString("en"));
  return new RunyardError("bad-parameter", `Cannot run a job of ${given} items: a job has at most ${most}`);
}

function refusal(what: string, reason: string): RunyardError {
  return new RunyardError("bad-parameter", `Cannot make ${what}: ${reason}`);
}

function withUniqueNames(items: readonly NewItem[]): readonly NewItem[] {
  const taken = new Set(items.map(({ name }) => name));
  const counts = new Map<string, number>();
  return items.map((item) => {
    let count = (counts.get(item.name) ?? 0) + 1;
    // "a (2)" may be somebody's own name already.
    while (count > 1 && taken.has(`${item.name} (${count})`)) count++;
    counts.set(item.name, count);
    const name = count === 1 ? item.name : `${item.name} (${count})`;
    taken.add(name);
    return { ...item, name };
  });
}
