import { RunyardError } from "../core/mod.ts";
import { type Job, type Result, isEnd } from "../job/mod.ts";
import type { ResultQuery, Store } from "../store/mod.ts";
import { GATHERED, type OutputSource, gatheredResult } from "./gathered-result.ts";
import { knownJob } from "./job-intake.ts";
import type { JobOutput } from "./job-output.ts";
import { KeptHashes } from "./kept-hashes.ts";
import type { ResultFile } from "./job-service.ts";
import type { ResultFiles } from "./result-files.ts";
import type { Runner } from "./runner.ts";

/** The results of jobs: the files that they left, and what is made of their outputs. */
export class JobResults {
  readonly #store: Store;
  readonly #files: ResultFiles;
  readonly #output: JobOutput;
  readonly #runners: ReadonlyMap<string, Runner>;
  readonly #hashes = new KeptHashes();

  constructor(store: Store, files: ResultFiles, output: JobOutput, runners: ReadonlyMap<string, Runner>) {
    this.#store = store;
    this.#files = files;
    this.#output = output;
    this.#runners = runners;
  }

  /** What is gathered comes last, after the files of all items. */
  async list(id: string, query: ResultQuery = {}): Promise<readonly Result[]> {
    const job = await knownJob(this.#store, id);
    if (query.after?.id === GATHERED && this.#gathers(job)) return [];
    const results = await this.#store.results(id, query);
    if (query.limit !== undefined && results.length >= query.limit) return results;
    const gathered = await this.#gathered(job);
    return gathered === null ? results : [...results, gathered];
  }

  /** @throws {RunyardError} `not-found` */
  async file(id: string, name: string): Promise<ResultFile> {
    const job = await knownJob(this.#store, id);
    const gathered = name === GATHERED ? await this.#gathered(job) : null;
    if (gathered !== null) return { result: gathered, path: this.#files.path(id, GATHERED) };
    const result = await this.#store.result(id, name);
    if (result !== undefined)
      return { result, path: this.#files.path(id, result.attempt, "results", result.path) };
    throw new RunyardError(
      "not-found",
      `Cannot find the result "${name.slice(0, 200)}": job "${id}" has none of this name`,
    );
  }

  /** What a job's items wrote, equal outputs once, where its runner gathers and it has ended. */
  async #gathered(job: Job): Promise<Result | null> {
    if (!isEnd(job.phase) || job.phase === "ARCHIVED") return null;
    if (!this.#gathers(job)) return null;
    const attempts = await this.#store.attempts(job.id);
    // What is still coming would be missing for ever.
    if (attempts.some(({ phase }) => phase !== "ended")) return null;
    const source: OutputSource = {
      items: () => this.#store.items(job.id),
      read: async (item, offset, length) =>
        (await this.#output.read(job.id, { stream: "stdout", item, offset, length })).bytes,
    };
    return gatheredResult(job, this.#files.path(job.id, GATHERED), source, this.#hashes);
  }

  #gathers({ plan }: Job): boolean {
    return this.#runners.get(plan?.runner ?? "")?.gathers === true;
  }
}
