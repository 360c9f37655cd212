import { RunyardError } from "../core/mod.ts";
import { type Attempt, type Item, type Job, isEnd } from "../job/mod.ts";
import { readOutput } from "../process/mod.ts";
import type { Store } from "../store/mod.ts";
import type { AgentLines } from "./agent-lines.ts";
import { knownJob } from "./job-intake.ts";
import type { OutputPart, OutputQuery } from "./job-service.ts";
import type { JobWatch } from "./job-watch.ts";
import type { ResultFiles } from "./result-files.ts";

/** What a follower reads at once. */
const FOLLOW_BYTES = 256 * 1024;
/** How long a follower sleeps at most: a lost agent says nothing. */
const FOLLOW_WAIT_MS = 1000;

interface OutputOf {
  readonly item: Item | undefined;
  readonly attempt: Attempt | undefined;
  /** Whether all is wanted that the attempt wrote, and not an item's part of it. */
  readonly isWhole: boolean;
  /** Whether nothing more will be written for this item. */
  readonly isFinal: boolean;
}

/** Reading what jobs write, wherever it is: with the agent, in the store, in a file of its own. */
export class JobOutput {
  readonly #store: Store;
  readonly #lines: AgentLines;
  readonly #files: ResultFiles;
  readonly #watch: JobWatch;
  /** Who follows which attempt: the agent is asked to watch while there is one. */
  readonly #followers = new Map<string, Set<() => void>>();

  constructor(store: Store, lines: AgentLines, files: ResultFiles, watch: JobWatch) {
    this.#store = store;
    this.#lines = lines;
    this.#files = files;
    this.#watch = watch;
  }

  /** An agent says that an attempt has written more. */
  grew(attempt: string): void {
    for (const wake of this.#followers.get(attempt) ?? []) wake();
  }

  async read(id: string, query: OutputQuery & { readonly length: number }): Promise<OutputPart> {
    return this.#readPart(await this.#find(id, query), query);
  }

  /** From an offset on, as it is written. Where an item is tried again, its new output follows from its beginning. */
  async *follow(
    id: string,
    query: OutputQuery & { readonly signal: AbortSignal },
  ): AsyncGenerator<OutputPart, void> {
    const { signal } = query;
    let offset = query.offset;
    for (let last: string | undefined; !signal.aborted; ) {
      const found = await this.#find(id, query);
      const place = placeOf(found, query.stream);
      if (last !== undefined && place !== last) offset = 0;
      last = place;
      const part = await this.#readWhenThere(found, { stream: query.stream, offset, length: FOLLOW_BYTES });
      if (part.bytes.length > 0) yield part;
      offset += part.bytes.length;
      if (part.bytes.length === 0 && part.complete) return;
      if (part.bytes.length === 0) await this.#change(id, found.attempt, signal);
    }
  }

  /** Nothing yet, where the agent that holds it is being replaced. */
  async #readWhenThere(
    found: OutputOf,
    query: OutputQuery & { readonly length: number },
  ): Promise<OutputPart> {
    try {
      return await this.#readPart(found, query);
    } catch (error) {
      if (!(error instanceof RunyardError) || error.code !== "agent-gone") throw error;
      return { bytes: new Uint8Array(0), offset: query.offset, sizeBytes: 0, complete: false };
    }
  }

  async #find(id: string, query: Pick<OutputQuery, "item" | "attempt">): Promise<OutputOf> {
    const job = await knownJob(this.#store, id);
    if (query.attempt !== undefined) return this.#findAttempt(job, query.attempt);
    const item = await this.#itemOf(job, query.item);
    const attempt =
      item?.attempt == null || job.phase === "ARCHIVED" ? undefined : await this.#store.attempt(item.attempt);
    const isItemFinal = item !== undefined && (item.phase === "complete" || item.phase === "failed");
    const isFinal = isItemFinal || (isEnd(job.phase) && attempt?.phase !== "ending");
    return { item, attempt, isWhole: false, isFinal };
  }

  async #findAttempt(job: Job, id: string): Promise<OutputOf> {
    const attempt = await this.#store.attempt(id);
    if (attempt?.job !== job.id)
      throw new RunyardError(
        "not-found",
        `Cannot find attempt "${id}" of job "${job.id}": it has no such attempt`,
      );
    const isThere = job.phase !== "ARCHIVED";
    return {
      item: undefined,
      attempt: isThere ? attempt : undefined,
      isWhole: true,
      isFinal: !isThere || attempt.phase === "ended",
    };
  }

  async #itemOf(job: Job, index: number | undefined): Promise<Item | undefined> {
    if (index === undefined && job.plan?.hasAgenda === true) {
      const items = await this.#store.items(job.id, { limit: 2 });
      if (items.length > 1)
        throw new RunyardError(
          "bad-request",
          `Cannot read the output of job "${job.id}": it has items, name one of them`,
        );
      return items[0];
    }
    const item = await this.#store.item(job.id, index ?? 0);
    if (item === undefined && index !== undefined) {
      throw new RunyardError(
        "not-found",
        `Cannot find item ${index} of job "${job.id}": it has no such item`,
      );
    }
    return item;
  }

  async #readPart(found: OutputOf, query: OutputQuery & { readonly length: number }): Promise<OutputPart> {
    const { offset, stream } = query;
    if (found.attempt === undefined)
      return { bytes: new Uint8Array(0), offset, sizeBytes: 0, complete: found.isFinal };
    const range = found.item?.[stream] ?? null;
    // Among several at once nobody knows whose a piece is before it ends.
    if (!found.isWhole && range === null && found.attempt.item === null && !found.isFinal)
      return { bytes: new Uint8Array(0), offset, sizeBytes: 0, complete: false };
    const from = (range?.from ?? 0) + offset;
    const length = Math.max(0, Math.min(query.length, (range?.to ?? Number.MAX_SAFE_INTEGER) - from));
    const part = await this.#readAttempt(found.attempt, stream, from, length);
    const sizeBytes = Math.min(part.sizeBytes, range?.to ?? part.sizeBytes) - (range?.from ?? 0);
    const isAtEnd = offset + part.bytes.length >= sizeBytes;
    return {
      bytes: part.bytes,
      offset,
      sizeBytes: Math.max(0, sizeBytes),
      complete: found.isFinal && isAtEnd,
    };
  }

  async #readAttempt(
    attempt: Attempt,
    stream: "stdout" | "stderr",
    offset: number,
    length: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly sizeBytes: number }> {
    if (attempt.output === "store") {
      const bytes = await this.#store.output(attempt.id, stream, offset, length);
      return { bytes, sizeBytes: attempt[`${stream}Bytes`] };
    }
    if (attempt.output === "file")
      return readOutput(this.#files.path(attempt.job, attempt.id, stream), offset, length);
    const line = this.#lines.get(attempt.agent);
    if (line === undefined) {
      throw new RunyardError(
        "agent-gone",
        `Cannot read the output now: the agent "${attempt.agent}" that holds it is not connected`,
      );
    }
    const { answer, bytes } = await line.channel.ask("read", { attempt: attempt.id, stream, offset, length });
    return { bytes, sizeBytes: answer.sizeBytes };
  }

  /** Fulfilled when the attempt has written more, the job has an event, or a while has passed. */
  async #change(id: string, attempt: Attempt | undefined, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const either = AbortSignal.any([signal, done.signal]);
    const waits = [this.#watch.nextEvent(id, FOLLOW_WAIT_MS, either)];
    if (attempt !== undefined && attempt.output === "agent") waits.push(this.#growth(attempt, either));
    await Promise.race(waits);
    done.abort();
  }

  async #growth(attempt: Attempt, signal: AbortSignal): Promise<void> {
    const followers = this.#followers.get(attempt.id) ?? new Set();
    this.#followers.set(attempt.id, followers);
    if (followers.size === 0) this.#setWatch(attempt, true);
    await new Promise<void>((resolve) => {
      followers.add(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
      signal.addEventListener("abort", () => this.#unfollow(attempt, resolve), { once: true });
    });
  }

  /** The agent stops watching a while after the last follower went: the same one is back at once while it reads. */
  #unfollow(attempt: Attempt, resolve: () => void): void {
    const followers = this.#followers.get(attempt.id);
    followers?.delete(resolve);
    setTimeout(() => {
      if (followers?.size !== 0 || this.#followers.get(attempt.id) !== followers) return;
      this.#followers.delete(attempt.id);
      this.#setWatch(attempt, false);
    }, FOLLOW_WAIT_MS).unref();
  }

  #setWatch(attempt: Attempt, on: boolean): void {
    this.#lines
      .get(attempt.agent)
      ?.channel.ask("watch", { attempt: attempt.id, on })
      .catch(() => {});
  }
}

/** Where an item's output begins: another place with each try, also where the same attempt tries again. */
function placeOf({ attempt, item }: OutputOf, stream: "stdout" | "stderr"): string | undefined {
  return attempt === undefined ? undefined : `${attempt.id} ${item?.[stream]?.from ?? 0}`;
}
