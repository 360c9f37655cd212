import assert from "node:assert/strict";
import { test } from "node:test";
import { Database, type Row, type SqlValue } from "./database.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { SqliteReader } from "./reader.ts";
import { Session } from "./session.ts";

/** A session that asks SQLite how it would find each statement's rows. */
class PlanningSession extends Session {
  readonly steps: string[] = [];

  override get(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.all(sql, ...values)[0];
  }

  override all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    this.steps.push(...super.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => String(row["detail"])));
    return super.all(sql, ...values);
  }
}

const cases: readonly (readonly [string, string, (reader: SqliteReader) => Promise<unknown>])[] = [
  ["jobs()", "jobs_listed", (reader) => reader.jobs({ before: 9 })],
  ["jobs() of a type", "jobs_of_type", (reader) => reader.jobs({ types: ["a"] })],
  ["jobs() of an owner", "jobs_of_owner", (reader) => reader.jobs({ owner: "a" })],
  ["jobs() in a phase", "jobs_in_phase", (reader) => reader.jobs({ phases: ["QUEUED"], before: 9 })],
  ["countJobs()", "job_counts", (reader) => reader.countJobs()],
  ["countJobs() of an owner", "PRIMARY KEY", (reader) => reader.countJobs("a")],
  ["countWaiting()", "PRIMARY KEY", (reader) => reader.countWaiting("a")],
  ["storedBytes()", "jobs_of_owner", (reader) => reader.storedBytes("a")],
  ["readyJobs()", "jobs_ready", (reader) => reader.readyJobs(9)],
  ["readyJobs() without some", "jobs_ready", (reader) => reader.readyJobs(9, [{ type: "a" }])],
  ["dueJobs()", "jobs_due", (reader) => reader.dueJobs(9, 9)],
  ["nextDue()", "jobs_due", (reader) => reader.nextDue()],
  ["items()", "PRIMARY KEY", (reader) => reader.items("a", { from: 9 })],
  ["items() in a phase", "items_in_phase", (reader) => reader.items("a", { phase: "failed", from: 9 })],
  ["itemsOf()", "items_of_attempt", (reader) => reader.itemsOf("a")],
  ["attempts()", "attempts_of_job", (reader) => reader.attempts("a")],
  ["liveAttempts()", "attempts_live", (reader) => reader.liveAttempts()],
  ["liveAttempts() of an agent", "attempts_live", (reader) => reader.liveAttempts("a")],
  ["events() of a job", "events_of_job", (reader) => reader.events({ after: 9, job: "a", limit: 9 })],
];

/** What sorts or groups few rows after they were found. */
const sorting = new Set([
  "liveAttempts()",
  "liveAttempts() of an agent",
  "countJobs()",
  "countJobs() of an owner",
]);

for (const [what, index, read] of cases) {
  test(`${what} finds its rows through ${index}`, async () => {
    using database = new Database(":memory:");
    migrate(database, migrations);
    const session = new PlanningSession(database, { action: "read", endsWithFailure: false });
    await read(new SqliteReader(session));
    assert.match(session.steps.join("; "), new RegExp(`INDEX ${index}|${index}`));
    const scans = session.steps.filter((step) =>
      /^SCAN (?!job_counts|.*(INDEX|VIRTUAL|CONSTANT ROW))/.test(step),
    );
    assert.deepEqual(scans, []);
    if (!sorting.has(what)) assert.doesNotMatch(session.steps.join("; "), /TEMP B-TREE/);
  });
}
