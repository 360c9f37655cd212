import { RunyardError } from "../core/mod.ts";
import type { Phase } from "../job/mod.ts";
import type { Field } from "./control-parameters.ts";
import { parseInstant } from "./instant.ts";
import { parsePhase } from "./wait.ts";

/** The filters of a job list (UWS 1.1 §2.2.2.1). They are applied together, `last` after the others. */
export interface ListQuery {
  /** Any of these. */
  readonly phases?: readonly Phase[];
  /** Created strictly after this instant (ms). */
  readonly createdAfter?: number;
  /** At most so many. */
  readonly last?: number;
}

/** @throws {RunyardError} `bad-parameter` */
export function parseListQuery(fields: readonly Field[]): ListQuery {
  const values = (name: string): readonly string[] =>
    fields.filter(([given]) => given.toUpperCase() === name).map(([, value]) => value);
  const phases = values("PHASE").map(parsePhase);
  const after = only("AFTER", values("AFTER"));
  const last = only("LAST", values("LAST"));
  return {
    ...(phases.length > 0 && { phases }),
    ...(after !== undefined && { createdAfter: parseInstant("AFTER", after) }),
    ...(last !== undefined && { last: parseLast(last) }),
  };
}

function only(name: string, values: readonly string[]): string | undefined {
  if (values.length > 1) throw new RunyardError("bad-parameter", `Cannot take ${name}: it is given twice`);
  return values[0];
}

function parseLast(text: string): number {
  const last = /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : 0;
  if (last > 0) return last;
  throw new RunyardError(
    "bad-parameter",
    `Cannot list the LAST "${text}" jobs: a whole number from 1 is wanted`,
  );
}
