import { setImmediate as nextTurn } from "node:timers/promises";
import { RunyardError } from "../../core/mod.ts";
import {
  type Attempt,
  type Firing,
  type Item,
  type ItemPhase,
  type Job,
  type JobEvent,
  type NewEvent,
  type NewItem,
  type Result,
  type ScheduleState,
  noItems,
  type UsageSample,
} from "../../job/mod.ts";
import type { KeptNotice, KeyedRequest, StoreTransaction } from "../store.ts";
import { SqliteReader } from "./reader.ts";
import {
  attemptTable,
  firingTable,
  itemTable,
  jobTable,
  noticeTable,
  resultTable,
  scheduleTable,
} from "./tables.ts";

/** After so many items the loop gets a turn, so that a server answers while a large agenda is written. */
const ITEMS_PER_TURN = 2000;
const RESULTS_PER_TURN = 1000;

/** What is removed in one transaction: with its commit some milliseconds, which hold up every other. */
const ROWS_AT_ONCE = 500;
/** An attempt may have 64 KiB of output, so it counts as so many rows. */
const ROWS_OF_ATTEMPT = 10;

/** One work's writes. */
export class SqliteTransaction extends SqliteReader implements StoreTransaction {
  #appended: JobEvent[] = [];

  /** The events that it appended, for the listeners after the commit. */
  get appended(): readonly JobEvent[] {
    return this.#appended;
  }

  async insertJob(job: Omit<Job, "sequence">, at: number): Promise<Job> {
    const sql = `INSERT INTO jobs (${jobTable.columns}) VALUES (${jobTable.marks}) RETURNING sequence`;
    const row = this.session.get(sql, ...jobTable.insert(job));
    await this.append({ job: job.id, at, change: { kind: "phase", from: null, to: job.phase } });
    return { ...job, sequence: Number(row?.["sequence"]), items: noItems };
  }

  async saveJob(job: Job): Promise<void> {
    const rows = this.session.run(`UPDATE jobs SET ${jobTable.assignments}`, ...jobTable.update(job));
    mustBeThere("save", "job", job.id, rows);
  }

  async removeJob(id: string): Promise<boolean> {
    this.#appended = this.#appended.filter((event) => event.job !== id || event.change.kind === "deleted");
    const isBare = this.#removeRows(id, [
      ["results", '"id"'],
      ["items", '"index"'],
      ["attempts", '"id"', ROWS_OF_ATTEMPT],
    ]);
    if (!isBare || !this.#removeEvents(id)) return false;
    this.session.run("DELETE FROM jobs WHERE id = ?", id);
    return true;
  }

  async removeResults(job: string): Promise<boolean> {
    if (!this.#removeRows(job, [["results", '"id"']])) return false;
    const limit = ROWS_AT_ONCE / ROWS_OF_ATTEMPT;
    const some = `SELECT o.attempt FROM attempts AS a JOIN outputs AS o ON o.attempt = a.id WHERE a.job = ? LIMIT ?`;
    return this.session.run(`DELETE FROM outputs WHERE attempt IN (${some})`, job, limit) < limit;
  }

  /** @returns whether none is left */
  #removeRows(
    job: string,
    tables: readonly (readonly [table: string, key: string, weight?: number])[],
  ): boolean {
    let left = ROWS_AT_ONCE;
    for (const [table, key, weight = 1] of tables) {
      const limit = Math.ceil(left / weight);
      const some = `SELECT ${key} FROM ${table} WHERE job = ? LIMIT ?`;
      const rows = this.session.run(
        `DELETE FROM ${table} WHERE job = ? AND ${key} IN (${some})`,
        job,
        job,
        limit,
      );
      left -= rows * weight;
      if (left <= 0) return false;
    }
    return true;
  }

  #removeEvents(job: string): boolean {
    const some =
      "SELECT sequence FROM events WHERE job = ? AND change ->> 'kind' <> 'deleted' ORDER BY sequence LIMIT ?";
    return (
      this.session.run(`DELETE FROM events WHERE sequence IN (${some})`, job, ROWS_AT_ONCE) < ROWS_AT_ONCE
    );
  }

  async insertKeyedRequest({ owner, key, fingerprint, job, at }: KeyedRequest): Promise<void> {
    const sql =
      "INSERT OR REPLACE INTO keyed_requests (owner, key, fingerprint, job, at) VALUES (?, ?, ?, ?, ?)";
    this.session.run(sql, owner ?? "", key, fingerprint, job, at);
  }

  async trimKeyedRequests(before: number): Promise<void> {
    this.session.run("DELETE FROM keyed_requests WHERE at < ?", before);
  }

  async setHeld(type: string, isHeld: boolean): Promise<void> {
    const sql = isHeld
      ? "INSERT OR IGNORE INTO held_types (name) VALUES (?)"
      : "DELETE FROM held_types WHERE name = ?";
    this.session.run(sql, type);
  }

  async saveNotice(notice: KeptNotice): Promise<void> {
    const sql = `INSERT OR REPLACE INTO notices (${noticeTable.columns}) VALUES (${noticeTable.marks})`;
    this.session.run(sql, ...noticeTable.insert(notice));
  }

  async removeNotice({
    target,
    subject,
    kind,
  }: Pick<KeptNotice, "target" | "subject" | "kind">): Promise<void> {
    const sql = "DELETE FROM notices WHERE target = ? AND subject = ? AND kind = ?";
    this.session.run(sql, target, subject, kind);
  }

  async setNotifyState(name: string, value: unknown): Promise<void> {
    const sql =
      value === null
        ? "DELETE FROM notify_state WHERE name = ?"
        : "INSERT OR REPLACE INTO notify_state (name, value) VALUES (?, ?)";
    this.session.run(sql, name, ...(value === null ? [] : [JSON.stringify(value)]));
  }

  async saveScheduleState(state: ScheduleState): Promise<void> {
    const sql = `INSERT OR REPLACE INTO schedules (${scheduleTable.columns}) VALUES (${scheduleTable.marks})`;
    this.session.run(sql, ...scheduleTable.insert(state));
  }

  async insertFiring(firing: Firing): Promise<void> {
    const sql = `INSERT INTO firings (${firingTable.columns}) VALUES (${firingTable.marks})`;
    this.session.run(sql, ...firingTable.insert(firing));
  }

  async saveFiring(firing: Firing): Promise<void> {
    const rows = this.session.run(
      `UPDATE firings SET ${firingTable.assignments}`,
      ...firingTable.update(firing),
    );
    mustBeThere("save", "firing", `${firing.schedule}/${firing.due}`, rows);
  }

  async trimFirings(schedule: string, keep: number): Promise<void> {
    const newest = "SELECT due FROM firings WHERE schedule = ? ORDER BY due DESC LIMIT 1 OFFSET ?";
    const sql = `DELETE FROM firings WHERE schedule = ? AND due <= (${newest}) AND (job IS NOT NULL OR decision NOT IN ('queued', 'replaced'))`;
    this.session.run(sql, schedule, schedule, keep);
  }

  async insertItems(job: string, items: readonly NewItem[]): Promise<void> {
    // The new count comes first: it keeps the places, should the work insert more before this has ended.
    const row = this.session.get(
      "UPDATE jobs SET waiting = waiting + ? WHERE id = ? RETURNING waiting + running + complete + failed + blocked AS total",
      items.length,
      job,
    );
    mustBeThere("add items to", "job", job, row === undefined ? 0 : 1);
    const first = Number(row?.["total"]) - items.length;
    const sql = "INSERT INTO items (job, \"index\", name, value, phase) VALUES (?, ?, ?, ?, 'waiting')";
    for (const [offset, item] of items.entries()) {
      if (offset % ITEMS_PER_TURN === ITEMS_PER_TURN - 1) await nextTurn();
      this.session.run(sql, job, first + offset, item.name, item.value);
    }
  }

  async saveItem(item: Item): Promise<void> {
    const place = [item.job, item.index];
    const before = this.session.get('SELECT phase FROM items WHERE job = ? AND "index" = ?', ...place);
    mustBeThere("save", "item", place.join("/"), before === undefined ? 0 : 1);
    this.session.run(`UPDATE items SET ${itemTable.assignments}`, ...itemTable.update(item));
    const from = before?.["phase"] as ItemPhase;
    if (from === item.phase) return;
    const counts = `${countColumns[from]} = ${countColumns[from]} - 1, ${countColumns[item.phase]} = ${countColumns[item.phase]} + 1`;
    this.session.run(`UPDATE jobs SET ${counts} WHERE id = ?`, item.job);
  }

  async insertAttempt(attempt: Attempt): Promise<void> {
    const sql = `INSERT INTO attempts (${attemptTable.columns}) VALUES (${attemptTable.marks})`;
    this.session.run(sql, ...attemptTable.insert(attempt));
  }

  async saveAttempt(attempt: Attempt): Promise<void> {
    const rows = this.session.run(
      `UPDATE attempts SET ${attemptTable.assignments}`,
      ...attemptTable.update(attempt),
    );
    mustBeThere("save", "attempt", attempt.id, rows);
  }

  async insertResults(results: readonly Result[]): Promise<void> {
    const sql = `INSERT OR REPLACE INTO results (${resultTable.columns}) VALUES (${resultTable.marks})`;
    for (const [place, result] of results.entries()) {
      if (place % RESULTS_PER_TURN === RESULTS_PER_TURN - 1) await nextTurn();
      this.session.run(sql, ...resultTable.insert(result));
    }
  }

  async insertOutput(attempt: string, stream: "stdout" | "stderr", bytes: Uint8Array): Promise<void> {
    const sql = "INSERT OR REPLACE INTO outputs (attempt, stream, bytes) VALUES (?, ?, ?)";
    this.session.run(sql, attempt, stream, bytes);
  }

  async saveUsageSamples(attempt: string, samples: readonly UsageSample[]): Promise<void> {
    const sql = "INSERT OR REPLACE INTO usage_samples (attempt, samples) VALUES (?, ?)";
    this.session.run(sql, attempt, JSON.stringify(samples));
  }

  async append(event: NewEvent): Promise<void> {
    const sql = `INSERT INTO events (job, type, owner, at, change)
      SELECT id, type, owner, ?, ? FROM jobs WHERE id = ? RETURNING sequence, type, owner`;
    const row = this.session.get(sql, event.at, JSON.stringify(event.change), event.job);
    mustBeThere("add an event to", "job", event.job, row === undefined ? 0 : 1);
    this.#appended.push({ ...event, ...(row as unknown as Omit<JobEvent, keyof NewEvent>) });
  }

  async trimEvents(keep: number): Promise<number> {
    const last = "SELECT seq FROM sqlite_sequence WHERE name = 'events'";
    const first = "SELECT min(sequence) FROM events";
    const sql = `DELETE FROM events WHERE sequence <= min((${last}) - ?, (${first}) + ?)`;
    return this.session.run(sql, keep, TRIMMED_AT_ONCE);
  }
}

/** Events that go in one transaction, which holds up every other: some milliseconds. */
const TRIMMED_AT_ONCE = 250;

const countColumns: Readonly<Record<ItemPhase, string>> = {
  waiting: "waiting",
  running: "running",
  complete: "complete",
  failed: "failed",
  blocked: "blocked",
};

function mustBeThere(action: string, what: string, id: string, rows: number): void {
  if (rows === 0) throw new RunyardError("not-found", `Cannot ${action} ${what} "${id}": there is none`);
}
