import { RunyardError, unreachable } from "../core/mod.ts";
import type { NewItem } from "./item.ts";
import type { ParameterValue, ScalarValue } from "./job.ts";
import type { JobType } from "./job-type.ts";
import { hasValue } from "./parameter.ts";
import { showValue } from "./show-value.ts";

/** The one item of a job with no agenda. */
const WHOLE_JOB: NewItem = { name: "", value: "" };

/**
 * The items of a job: what its type lists, or the values of the parameter that the agenda names; one item named after
 * nothing where there is no agenda. Equal names are told apart: `a.txt`, `a.txt (2)`.
 *
 * @throws {RunyardError} `bad-parameter` for an agenda without items, or an item that can't be named
 */
export function itemsOf(
  type: JobType,
  parameters: Readonly<Record<string, ParameterValue>>,
): readonly NewItem[] {
  if (type.agenda === null) return [WHOLE_JOB];
  switch (type.agenda.kind) {
    case "list":
      return withUniqueNames(type.agenda.items.map((item) => ({ name: item, value: item })));
    case "parameter":
      return withUniqueNames(itemsOfParameter(type.agenda.parameter, parameters));
    default:
      return unreachable(type.agenda);
  }
}

function itemsOfParameter(
  parameter: string,
  parameters: Readonly<Record<string, ParameterValue>>,
): readonly NewItem[] {
  if (!hasValue(parameters, parameter)) {
    throw new RunyardError(
      "bad-parameter",
      `Cannot run a job without items: parameter "${parameter}" has no value`,
    );
  }
  const values: readonly (ScalarValue | undefined)[] = [parameters[parameter]].flat();
  return values.map((value) => checkName(parameter, itemOf(value)));
}

function itemOf(value: ScalarValue | undefined): NewItem {
  if (typeof value !== "object") return { name: String(value), value: String(value) };
  if (value.kind === "file") return { name: value.name, value: value.path };
  throw new TypeError("Cannot make an item of a secret: its name would tell it");
}

function checkName(parameter: string, item: NewItem): NewItem {
  const isGood = item.name !== "" && !/\p{Cc}/u.test(item.name) && item.name.isWellFormed();
  if (isGood) return item;
  const reason =
    item.name === "" ? "an item needs a name" : "an item's name must not contain control characters";
  throw new RunyardError(
    "bad-parameter",
    `Cannot make an item of ${showValue(item.name)} (parameter "${parameter}"): ${reason}`,
  );
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
