import type {
  Attempt,
  Firing,
  Item,
  ItemPhase,
  Job,
  JobEvent,
  Result,
  ScheduleState,
  UsageSample,
} from "../../job/mod.ts";
import type {
  BlockedWork,
  JobCount,
  JobQuery,
  KeptNotice,
  KeyedRequest,
  LiveAttempt,
  ResultQuery,
  StoreReader,
} from "../store.ts";
import { jobListStatement } from "./job-list.ts";
import { readyStatement } from "./ready-list.ts";
import type { Session } from "./session.ts";
import {
  attemptTable,
  eventTable,
  firingTable,
  itemTable,
  jobColumns,
  noticeTable,
  readJob,
  resultTable,
  scheduleTable,
} from "./tables.ts";

/**
 * All reading, for the store and for its transactions: what is seen depends on the session's connection.
 *
 * INDEXED BY stands where SQLite, which keeps no statistics here, would choose an index that serves a small table.
 */
export class SqliteReader implements StoreReader {
  protected readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  async job(id: string): Promise<Job | undefined> {
    const row = this.session.get(`SELECT ${jobColumns} FROM jobs WHERE id = ?`, id);
    return row && readJob(row);
  }

  async jobs(query: JobQuery): Promise<readonly Job[]> {
    const { sql, values } = jobListStatement(query);
    return this.session.all(sql, ...values).map(readJob);
  }

  async countJobs(owner?: string | null): Promise<readonly JobCount[]> {
    const sql = `SELECT type, phase, sum(jobs) AS jobs FROM job_counts WHERE jobs > 0
      ${owner === undefined ? "" : "AND owner = ?"} GROUP BY type, phase`;
    const rows = this.session.all(sql, ...(owner === undefined ? [] : [owner ?? ""]));
    return rows.map((row) => ({ ...row }) as unknown as JobCount);
  }

  async countWaiting(owner: string | null): Promise<number> {
    const sql = `SELECT sum(jobs) AS jobs FROM job_counts
      WHERE owner = ? AND phase IN ('PENDING', 'HELD', 'QUEUED')`;
    return numberOf(this.session.get(sql, owner ?? "")?.["jobs"]) ?? 0;
  }

  async storedBytes(owner: string | null): Promise<number> {
    const own = "FROM jobs INDEXED BY jobs_of_owner";
    const ofOwner = "jobs.owner IS ? AND jobs.deleted = 0";
    const sql = `SELECT
      (SELECT total(results.size_bytes) ${own} JOIN results ON results.job = jobs.id WHERE ${ofOwner})
      + (SELECT total(stdout_bytes + stderr_bytes) ${own} JOIN attempts ON attempts.job = jobs.id WHERE ${ofOwner})
      + (SELECT total(file.value) ${own}, json_tree(jobs.parameters) AS file
          WHERE ${ofOwner} AND jobs.parameters LIKE '%sizeBytes%' AND file.key = 'sizeBytes') AS bytes`;
    return numberOf(this.session.get(sql, owner, owner, owner)?.["bytes"]) ?? 0;
  }

  async readyJobs(limit: number, without: readonly BlockedWork[] = []): Promise<readonly Job[]> {
    const { sql, values } = readyStatement(without);
    return this.session.all(sql, ...values, limit).map(readJob);
  }

  async dueJobs(now: number, limit: number): Promise<readonly Job[]> {
    const sql = `SELECT ${jobColumns} FROM jobs WHERE due_at <= ? ORDER BY due_at, sequence LIMIT ?`;
    return this.session.all(sql, now, limit).map(readJob);
  }

  async deletedJobs(): Promise<readonly string[]> {
    const rows = this.session.all("SELECT id FROM jobs INDEXED BY jobs_deleted WHERE deleted = 1");
    return rows.map((row) => String(row["id"]));
  }

  async nextDue(): Promise<number | undefined> {
    const row = this.session.get("SELECT min(due_at) AS due FROM jobs WHERE due_at IS NOT NULL");
    return numberOf(row?.["due"]);
  }

  async item(job: string, index: number): Promise<Item | undefined> {
    const sql = `SELECT ${itemTable.columns} FROM items WHERE job = ? AND "index" = ?`;
    const row = this.session.get(sql, job, index);
    return row && itemTable.read(row);
  }

  async items(
    job: string,
    query: { readonly phase?: ItemPhase; readonly from?: number; readonly limit?: number } = {},
  ): Promise<readonly Item[]> {
    const [index, term, values] =
      query.phase === undefined
        ? ["", "", []]
        : ["INDEXED BY items_in_phase", "AND phase = ?", [query.phase]];
    const sql = `SELECT ${itemTable.columns} FROM items ${index}
      WHERE job = ? ${term} AND "index" >= ? ORDER BY "index" LIMIT ?`;
    const rows = this.session.all(sql, job, ...values, query.from ?? 0, query.limit ?? -1);
    return rows.map((row) => itemTable.read(row));
  }

  async itemsOf(attempt: string): Promise<readonly Item[]> {
    const sql = `SELECT ${itemTable.columns} FROM items WHERE attempt = ? AND phase = 'running' ORDER BY "index"`;
    return this.session.all(sql, attempt).map((row) => itemTable.read(row));
  }

  async attempt(id: string): Promise<Attempt | undefined> {
    const row = this.session.get(`SELECT ${attemptTable.columns} FROM attempts WHERE id = ?`, id);
    return row && attemptTable.read(row);
  }

  async attempts(job: string): Promise<readonly Attempt[]> {
    const sql = `SELECT ${attemptTable.columns} FROM attempts WHERE job = ? ORDER BY fence`;
    return this.session.all(sql, job).map((row) => attemptTable.read(row));
  }

  async keyedRequest(owner: string | null, key: string): Promise<KeyedRequest | undefined> {
    const sql = `SELECT r.fingerprint, r.job, r.at FROM keyed_requests AS r JOIN jobs AS j ON j.id = r.job
      WHERE r.owner = ? AND r.key = ? AND j.deleted = 0`;
    const row = this.session.get(sql, owner ?? "", key);
    if (row === undefined) return undefined;
    const { fingerprint, job, at } = row;
    return { owner, key, fingerprint: String(fingerprint), job: String(job), at: Number(at) };
  }

  async takenNames(job: string, names: readonly string[]): Promise<readonly string[]> {
    const sql = `SELECT name FROM items WHERE job = ? AND name IN (SELECT value FROM json_each(?)) ORDER BY "index"`;
    return this.session.all(sql, job, JSON.stringify(names)).map((row) => String(row["name"]));
  }

  async heldTypes(): Promise<readonly string[]> {
    return this.session.all("SELECT name FROM held_types ORDER BY name").map((row) => String(row["name"]));
  }

  async notices(): Promise<readonly KeptNotice[]> {
    const sql = `SELECT ${noticeTable.columns} FROM notices ORDER BY first_at, target, subject, kind`;
    return this.session.all(sql).map((row) => noticeTable.read(row));
  }

  async notice(target: string, subject: string, kind: KeptNotice["kind"]): Promise<KeptNotice | undefined> {
    const sql = `SELECT ${noticeTable.columns} FROM notices WHERE target = ? AND subject = ? AND kind = ?`;
    const row = this.session.get(sql, target, subject, kind);
    return row && noticeTable.read(row);
  }

  async notifyState(name: string): Promise<unknown> {
    const value = this.session.get("SELECT value FROM notify_state WHERE name = ?", name)?.["value"];
    return typeof value === "string" ? JSON.parse(value) : undefined;
  }

  async scheduleStates(): Promise<readonly ScheduleState[]> {
    const rows = this.session.all(`SELECT ${scheduleTable.columns} FROM schedules`);
    return rows.map((row) => scheduleTable.read(row));
  }

  async scheduleState(id: string): Promise<ScheduleState | undefined> {
    const row = this.session.get(`SELECT ${scheduleTable.columns} FROM schedules WHERE id = ?`, id);
    return row && scheduleTable.read(row);
  }

  async openSchedules(): Promise<readonly string[]> {
    const rows = this.session.all("SELECT id FROM schedules INDEXED BY schedules_open WHERE is_open = 1");
    return rows.map((row) => String(row["id"]));
  }

  async firing(schedule: string, due: number): Promise<Firing | undefined> {
    const sql = `SELECT ${firingTable.columns} FROM firings WHERE schedule = ? AND due = ?`;
    const row = this.session.get(sql, schedule, due);
    return row && firingTable.read(row);
  }

  async firings(schedule: string, limit: number): Promise<readonly Firing[]> {
    const sql = `SELECT ${firingTable.columns} FROM firings WHERE schedule = ? ORDER BY due DESC LIMIT ?`;
    return this.session.all(sql, schedule, limit).map((row) => firingTable.read(row));
  }

  async waitingFirings(schedule?: string): Promise<readonly Firing[]> {
    const sql = `SELECT ${firingTable.columns} FROM firings INDEXED BY firings_waiting
      WHERE job IS NULL AND decision IN ('queued', 'replaced') ${schedule === undefined ? "" : "AND schedule = ?"}
      ORDER BY due`;
    const rows = this.session.all(sql, ...(schedule === undefined ? [] : [schedule]));
    return rows.map((row) => firingTable.read(row));
  }

  async firingOf(job: string): Promise<Firing | undefined> {
    const row = this.session.get(`SELECT ${firingTable.columns} FROM firings WHERE job = ?`, job);
    return row && firingTable.read(row);
  }

  async liveAttempts(agent?: string): Promise<readonly LiveAttempt[]> {
    const sql = `SELECT a.id, a.job, j.type, j.owner, a.agent, a.phase, a.instance, a.item,
        j.phase = 'SUSPENDED' AS isSuspended
      FROM attempts AS a INDEXED BY attempts_live JOIN jobs AS j ON j.id = a.job
      WHERE a.phase <> 'ended' ${agent === undefined ? "" : "AND a.agent = ?"} ORDER BY a.rowid`;
    const rows = this.session.all(sql, ...(agent === undefined ? [] : [agent]));
    return rows.map((row) => ({ ...row, isSuspended: row["isSuspended"] === 1 }) as unknown as LiveAttempt);
  }

  async results(job: string, { after, limit = -1 }: ResultQuery = {}): Promise<readonly Result[]> {
    const sql = `SELECT ${resultTable.columns} FROM results INDEXED BY results_in_order
      WHERE job = ? ${after === undefined ? "" : "AND (item, id) > (?, ?)"} ORDER BY item, id LIMIT ?`;
    const place = after === undefined ? [] : [after.item, after.id];
    return this.session.all(sql, job, ...place, limit).map((row) => resultTable.read(row));
  }

  async result(job: string, id: string): Promise<Result | undefined> {
    const row = this.session.get(
      `SELECT ${resultTable.columns} FROM results WHERE job = ? AND id = ?`,
      job,
      id,
    );
    return row && resultTable.read(row);
  }

  async usageSamples(attempt: string): Promise<readonly UsageSample[]> {
    const row = this.session.get("SELECT samples FROM usage_samples WHERE attempt = ?", attempt);
    return row === undefined ? [] : (JSON.parse(String(row["samples"])) as readonly UsageSample[]);
  }

  async output(
    attempt: string,
    stream: "stdout" | "stderr",
    offset: number,
    length: number,
  ): Promise<Uint8Array> {
    const sql = "SELECT substr(bytes, ? + 1, ?) AS part FROM outputs WHERE attempt = ? AND stream = ?";
    const part = this.session.get(sql, offset, length, attempt, stream)?.["part"];
    return part instanceof Uint8Array ? part : new Uint8Array();
  }

  async events(query: {
    readonly after: number;
    readonly job?: string;
    readonly limit: number;
  }): Promise<readonly JobEvent[]> {
    const sql = `SELECT ${eventTable.columns} FROM events
      WHERE sequence > ? ${query.job === undefined ? "" : "AND job = ?"} ORDER BY sequence LIMIT ?`;
    const job = query.job === undefined ? [] : [query.job];
    return this.session.all(sql, query.after, ...job, query.limit).map((row) => eventTable.read(row));
  }

  async lastEvent(): Promise<number> {
    const row = this.session.get("SELECT seq FROM sqlite_sequence WHERE name = 'events'");
    return numberOf(row?.["seq"]) ?? 0;
  }

  async firstEvent(): Promise<number> {
    const row = this.session.get("SELECT min(sequence) AS first FROM events");
    return numberOf(row?.["first"]) ?? (await this.lastEvent()) + 1;
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
