import type { BlockedWork } from "../store.ts";
import type { Statement } from "./job-list.ts";
import { jobColumns } from "./tables.ts";

const READY = `SELECT ${jobColumns} FROM jobs INDEXED BY jobs_ready
  WHERE waiting > 0 AND deleted = 0 AND phase IN ('QUEUED', 'EXECUTING')`;
const ORDER = "ORDER BY priority DESC, sequence LIMIT ?";
// With the table's name, because json_each has columns named type and id too.
const UNBLOCKED = `AND jobs.type NOT IN (SELECT value FROM json_each(?))
  AND jobs.id NOT IN (SELECT value FROM json_each(?))
  AND NOT EXISTS (SELECT 1 FROM json_each(?) AS pair WHERE pair.value ->> 0 = jobs.type AND pair.value ->> 1 IS jobs.owner)
  AND NOT EXISTS (SELECT 1 FROM json_each(?) AS one WHERE one.value IS jobs.owner)`;

/** The statement for jobs that may start; its last value, the limit, is the caller's. Two texts, each prepared once. */
export function readyStatement(without: readonly BlockedWork[]): Statement {
  if (without.length === 0) return { sql: `${READY} ${ORDER}`, values: [] };
  const jobs = without.flatMap((work) => ("job" in work ? [work.job] : []));
  const types = without.flatMap((work) => ("type" in work && work.owner === undefined ? [work.type] : []));
  const owners = without.flatMap((work) =>
    "type" in work && work.owner !== undefined ? [[work.type, work.owner]] : [],
  );
  const everything = without.flatMap((work) => ("ownedBy" in work ? [work.ownedBy] : []));
  return {
    sql: `${READY} ${UNBLOCKED} ${ORDER}`,
    values: [types, jobs, owners, everything].map((list) => JSON.stringify(list)),
  };
}
