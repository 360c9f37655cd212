import type { JobQuery } from "../store.ts";
import type { SqlValue } from "./database.ts";
import { jobColumns } from "./tables.ts";

/** The statement for a list of jobs, and its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Makes the statement for a list of jobs. There are few different texts, so that each is prepared once. */
export function jobListStatement(query: JobQuery): Statement {
  const terms: readonly Term[] = [
    { sql: "deleted = 0", values: [] },
    ...anyOf("type", query.types),
    ...anyOf("phase", query.phases),
    ...ownedBy(query.owner),
    ...compared("created_at > ?", query.createdAfter),
    ...compared("sequence < ?", query.before),
  ];
  return {
    sql: `SELECT ${jobColumns} FROM jobs WHERE ${terms.map((term) => term.sql).join(" AND ")} ORDER BY sequence DESC LIMIT ?`,
    values: [...terms.flatMap((term) => term.values), query.limit ?? -1],
  };
}

type Term = Statement;

/** One value has a text of its own, because only then an index gives the order as well. */
function anyOf(column: string, values: readonly string[] | undefined): readonly Term[] {
  if (values === undefined) return [];
  const [only] = values;
  if (values.length === 1 && only !== undefined) return [{ sql: `${column} = ?`, values: [only] }];
  return [{ sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }];
}

function ownedBy(owner: string | null | undefined): readonly Term[] {
  if (owner === undefined) return [];
  return owner === null ? [{ sql: "owner IS NULL", values: [] }] : [{ sql: "owner = ?", values: [owner] }];
}

function compared(sql: string, value: number | undefined): readonly Term[] {
  return value === undefined ? [] : [{ sql, values: [value] }];
}
