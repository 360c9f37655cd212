import type { EventView, JobView } from "../../../src/server/api.ts";
import { askJson } from "./client.ts";
import { jobPath, queryText } from "./addresses.ts";
import { applyEvent } from "./apply-event.ts";
import type { JobRow } from "./job-row.ts";
import { onLiveEvents } from "./live-events.ts";
import { ProblemError } from "./problem-error.ts";
import { type Readable, makeStore } from "./store.ts";

/** Which jobs are read from the server. */
export interface JobScope {
  readonly types: readonly string[];
  readonly phases: readonly string[];
  readonly owner: string;
}

/** What is told of the list. */
export interface JobsState {
  /** Changes whenever a job has. */
  readonly version: number;
  readonly isLoading: boolean;
  /** Whether anything has been read. */
  readonly isRead: boolean;
  /** There are more than are kept. */
  readonly isCut: boolean;
  readonly problem: string | null;
}

const firstPage = 200;
const furtherPages = 1000;
const mostKept = 100_000;
const refreshAtOnce = 4;
const refreshEveryMs = 500;
const mostUnknownAtOnce = 20;

/**
 * The jobs that this tab knows, newest first as they are read, kept up to date by events. What an event does not tell
 * is read again for the jobs in sight alone, so that 10,000 changes a second cost no 10,000 requests.
 */
export class LiveJobs {
  readonly #rows = new Map<string, JobRow>();
  readonly #state = makeStore<JobsState>({
    version: 0,
    isLoading: true,
    isRead: false,
    isCut: false,
    problem: null,
  });
  /** Known, and not as they are now. */
  readonly #stale = new Set<string>();
  /** Heard of, and not known. */
  readonly #unknown = new Set<string>();
  /** Deleted: an answer from before must not bring them back. */
  readonly #gone = new Set<string>();
  /** Changed since the last page was asked for. */
  readonly #changed = new Set<string>();
  #inSight: readonly string[] = [];
  #isRefreshing = false;
  #isPublishing = false;

  get state(): Readable<JobsState> {
    return this.#state;
  }

  get rows(): ReadonlyMap<string, JobRow> {
    return this.#rows;
  }

  /** Keeps the list up to date until told to stop; `onGap` is called where it has to be read again. */
  follow(signal: AbortSignal, onGap: () => void): void {
    const stop = onLiveEvents((events, isGap) => {
      if (isGap) onGap();
      this.#take(events);
    });
    const timer = setInterval(() => void this.#refresh(), refreshEveryMs);
    signal.addEventListener("abort", () => {
      stop();
      clearInterval(timer);
    });
  }

  /** Reads the jobs of a scope, page by page. */
  async load(scope: JobScope, signal: AbortSignal): Promise<void> {
    this.#tell({ isLoading: true, isCut: false, problem: null });
    const seen = new Set<string>();
    if (this.#gone.size > mostKept) this.#gone.clear();
    try {
      let cursor: string | undefined;
      do {
        this.#changed.clear();
        const page = await readPage(scope, cursor, signal);
        for (const job of page.jobs) {
          seen.add(job.id);
          // What an event has told meanwhile may be newer than the answer.
          if (!this.#changed.has(job.id) || !this.#rows.has(job.id)) this.#set(job);
        }
        cursor = page.next ?? undefined;
        this.#tell({ isCut: cursor !== undefined && seen.size >= mostKept });
        this.#publish();
        this.#tellRead();
      } while (cursor !== undefined && seen.size < mostKept);
      if (cursor === undefined) this.#forgetMissing(scope, seen);
      this.#tell({ isLoading: false });
    } catch (error) {
      if (!signal.aborted) this.#tell({ isLoading: false, isRead: true, problem: messageOf(error) });
    }
    this.#publish();
  }

  /** Which jobs are looked at: these are kept exact. */
  watch(ids: readonly string[]): void {
    this.#inSight = ids;
  }

  /** Puts in what is known from an answer. */
  put(job: JobView): void {
    this.#set(job);
    this.#publish();
  }

  /** Takes out what is gone. */
  remove(id: string): void {
    this.#rows.delete(id);
    this.#gone.add(id);
    this.#publish();
  }

  #set(job: JobView): void {
    if (!this.#gone.has(job.id)) this.#rows.set(job.id, rowOf(job));
  }

  #take(events: readonly EventView[]): void {
    for (const event of events) this.#takeOne(event);
    if (this.#rows.size > mostKept * 1.1) this.#forgetOldest();
    if (events.length > 0) this.#publish();
  }

  #takeOne(event: EventView): void {
    const { job: id, change } = event;
    const known = this.#rows.get(id);
    this.#changed.add(id);
    if (change.kind === "deleted") this.#gone.add(id);
    if (known === undefined && !isCreation(event)) {
      // It may belong to what is shown from now on.
      if (change.kind === "phase") this.#unknown.add(id);
      else if (change.kind === "deleted") this.#unknown.delete(id);
      return;
    }
    const row = applyEvent(known, event);
    if (row === undefined) this.#rows.delete(id);
    else this.#rows.set(id, row);
    if (row === undefined) this.#stale.delete(id);
    else if (change.kind !== "progress") this.#stale.add(id);
  }

  async #refresh(): Promise<void> {
    if (this.#isRefreshing || document.hidden) return;
    const unknown = [...this.#unknown].slice(0, mostUnknownAtOnce);
    const wanted = [...this.#inSight.filter((id) => this.#stale.has(id)), ...unknown];
    if (wanted.length === 0) return;
    this.#isRefreshing = true;
    for (const id of unknown) this.#unknown.delete(id);
    const next = wanted.values();
    await Promise.all(Array.from({ length: refreshAtOnce }, () => this.#refreshEach(next)));
    this.#isRefreshing = false;
    this.#publish();
  }

  async #refreshEach(ids: Iterator<string> & Iterable<string>): Promise<void> {
    for (const id of ids) {
      this.#stale.delete(id);
      try {
        this.#set(await askJson<JobView>(jobPath(id)));
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) this.#rows.delete(id);
      }
    }
  }

  /** What was deleted while nobody listened. */
  #forgetMissing(scope: JobScope, seen: ReadonlySet<string>): void {
    if (scope.types.length + scope.phases.length > 0 || scope.owner !== "") return;
    for (const id of this.#rows.keys()) if (!seen.has(id) && !this.#stale.has(id)) this.#rows.delete(id);
  }

  #forgetOldest(): void {
    const newest = [...this.#rows.values()].toSorted((one, other) =>
      one.createdAt < other.createdAt ? 1 : -1,
    );
    for (const { id } of newest.slice(mostKept)) {
      this.#rows.delete(id);
      this.#stale.delete(id);
    }
  }

  /** That something is read and what it is are told at once: an empty list must not be seen between. */
  #tellRead(): void {
    const { isRead, version } = this.#state.get();
    if (!isRead) this.#tell({ isRead: true, version: version + 1 });
  }

  #tell(part: Partial<JobsState>): void {
    this.#state.set({ ...this.#state.get(), ...part });
  }

  /** Many changes are drawn at once: more rarely where there is more to sort. */
  #publish(): void {
    const waitMs = this.#rows.size > 20_000 ? 500 : this.#rows.size > 2000 ? 150 : 16;
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    setTimeout(() => {
      this.#isPublishing = false;
      this.#tell({ version: this.#state.get().version + 1 });
    }, waitMs);
  }
}

function isCreation({ change }: EventView): boolean {
  return change.kind === "phase" && change["from"] === null;
}

interface JobPage {
  readonly jobs: readonly JobView[];
  readonly next: string | null;
}

function readPage(scope: JobScope, cursor: string | undefined, signal: AbortSignal): Promise<JobPage> {
  const query = queryText({
    type: scope.types,
    phase: scope.phases,
    owner: scope.owner === "" ? undefined : scope.owner,
    limit: cursor === undefined ? firstPage : furtherPages,
    cursor,
  });
  return askJson<JobPage>(`/api/v1/jobs${query}`, { signal });
}

function rowOf({ parameters: _parameters, href: _href, uws: _uws, ...row }: JobView): JobRow {
  return row;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
