import { RunyardError } from "../core/mod.ts";
import { parseInstant } from "./instant.ts";

/** One `name=value` as it was sent, in the order of sending. */
export type Field = readonly [name: string, value: string];

/** What a request asks of the job itself, apart from its parameters (UWS 1.1 §2.2.3). */
export interface ControlParameters {
  readonly phase?: "RUN" | "ABORT";
  readonly delete?: true;
  readonly runId?: string;
  readonly executionDurationSeconds?: number;
  readonly destructionAt?: number;
}

/**
 * Takes the control parameters out of what was sent. Names are case-insensitive (DALI 1.1 §2.1), and so are the
 * words RUN, ABORT and DELETE, because clients exist that write them in lower case.
 *
 * @throws {RunyardError} `bad-parameter` for a bad value, or one that is given twice
 */
export function takeControlParameters(fields: readonly Field[]): {
  readonly control: ControlParameters;
  readonly rest: readonly Field[];
} {
  const found = new Map<string, ControlParameters>();
  const rest: Field[] = [];
  for (const field of fields) {
    const [name, value] = [field[0].toUpperCase(), field[1]];
    const read = readers.get(name);
    if (read === undefined) {
      rest.push(field);
      continue;
    }
    if (found.has(name)) throw new RunyardError("bad-parameter", `Cannot take ${name}: it is given twice`);
    found.set(name, read(value));
  }
  return { control: Object.assign({}, ...found.values()) as ControlParameters, rest };
}

const readers: ReadonlyMap<string, (value: string) => ControlParameters> = new Map([
  ["PHASE", readPhase],
  ["ACTION", readAction],
  ["RUNID", readRunId],
  ["EXECUTIONDURATION", readExecutionDuration],
  [
    "DESTRUCTION",
    (value: string): ControlParameters => ({ destructionAt: parseInstant("DESTRUCTION", value) }),
  ],
]);

function readPhase(value: string): ControlParameters {
  const phase = value.trim().toUpperCase();
  if (phase === "RUN" || phase === "ABORT") return { phase };
  throw new RunyardError(
    "bad-parameter",
    `Cannot set PHASE to "${value}": only RUN and ABORT can be asked for`,
  );
}

function readAction(value: string): ControlParameters {
  if (value.trim().toUpperCase() === "DELETE") return { delete: true };
  throw new RunyardError("bad-parameter", `Cannot do ACTION "${value}": only DELETE can be asked for`);
}

function readRunId(value: string): ControlParameters {
  if (value.length <= 64) return { runId: value };
  throw new RunyardError("bad-parameter", "Cannot take RUNID: it has more than 64 characters");
}

/** Whole seconds; some clients send `100.0`. A part of a second counts as a whole one: 0 would mean unlimited. */
function readExecutionDuration(value: string): ControlParameters {
  const seconds = /^\s*\d+(\.\d*)?\s*$/.test(value) ? Math.ceil(Number(value)) : Number.NaN;
  if (seconds <= 2_147_483_647) return { executionDurationSeconds: seconds };
  throw new RunyardError(
    "bad-parameter",
    `Cannot set EXECUTIONDURATION to "${value}": whole seconds from 0 (unlimited) to 2147483647 are wanted`,
  );
}
