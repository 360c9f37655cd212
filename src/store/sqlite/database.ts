import { DatabaseSync, type StatementSync, backup } from "node:sqlite";

/** A value as SQLite keeps it. */
export type SqlValue = string | number | null | Uint8Array;

/** A row: its columns by name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** How long another program (say, a person's `sqlite3`) may hold the file before we give up. The loop stands still meanwhile. */
const WAIT_MS = 1000;

/** All pages in one step: one snapshot, which later commits don't make it start again. It runs outside the event loop. */
const ALL_PAGES = 2 ** 31 - 1;

/** One connection to a SQLite file, with its statements prepared once. The only file that knows `node:sqlite`. */
export class Database implements Disposable {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, options: { readonly readOnly?: boolean; readonly waitMs?: number } = {}) {
    this.file = file;
    this.#database = new DatabaseSync(file, {
      readOnly: options.readOnly ?? false,
      timeout: options.waitMs ?? WAIT_MS,
    });
  }

  /** Whether a transaction is open. Some failures end it by themselves. */
  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Runs several statements that take no values. */
  script(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs one statement. @returns how many rows it changed */
  run(sql: string, ...values: readonly SqlValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#prepare(sql).all(...values) as readonly Row[];
  }

  /** Copies what is committed now into another file, which is empty or not there. */
  async copyTo(path: string): Promise<void> {
    await backup(this.#database, path, { rate: ALL_PAGES });
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
