import { type Clock, RunyardError, formatSize } from "../core/mod.ts";
import type { StoreReader } from "../store/mod.ts";
import type { ReceivedFile } from "./job-service.ts";
import { type OwnerLimits, shareOf } from "./owner-limits.ts";

/** Adding up what an owner keeps reads all of the owner's jobs, so a sum serves for so long. */
const sumServesMs = 10_000;

interface Sum {
  readonly at: number;
  bytes: number;
  /** A job has been deleted since: nobody is refused by what it kept. */
  isTooHigh: boolean;
}

/** Refuses new work of owners who have their share already. Limits are asked for anew each time: a reload replaces them. */
export class OwnerShares {
  readonly #store: StoreReader;
  readonly #limits: () => OwnerLimits;
  readonly #clock: Clock;
  readonly #sums = new Map<string | null, Sum>();

  constructor(store: StoreReader, limits: () => OwnerLimits, clock: Clock) {
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** In the transaction that creates the job, so that many at once don't pass together. @throws {RunyardError} `too-many` */
  async checkQueued(tx: StoreReader, owner: string | null): Promise<void> {
    const { queued } = shareOf(this.#limits(), owner);
    if (queued === null || (await tx.countWaiting(owner)) < queued) return;
    throw new RunyardError(
      "too-many",
      `Cannot create the job: ${nameOf(owner)} may have ${queued} ${queued === 1 ? "job" : "jobs"} that ${queued === 1 ? "has" : "have"} not begun, and has as many`,
    );
  }

  /**
   * Takes the files in, and counts them unless that fails.
   *
   * @throws {RunyardError} `store-full` where the files would pass what the owner may keep, or it is passed already
   */
  async taking<T>(owner: string | null, files: readonly ReceivedFile[], take: () => Promise<T>): Promise<T> {
    const incoming = files.reduce((bytes, file) => bytes + file.sizeBytes, 0);
    await this.checkRoom(owner, incoming);
    const sum = this.#sums.get(owner);
    if (sum !== undefined) sum.bytes += incoming;
    try {
      return await take();
    } catch (error) {
      if (sum !== undefined) sum.bytes -= incoming;
      throw error;
    }
  }

  /** Something that the owner kept is there no longer. */
  noteFreed(owner: string | null): void {
    const sum = this.#sums.get(owner);
    if (sum !== undefined) sum.isTooHigh = true;
  }

  /** Whether so many bytes more would be taken. @throws {RunyardError} `store-full` */
  async checkRoom(owner: string | null, incoming: number): Promise<void> {
    const { storedBytes } = shareOf(this.#limits(), owner);
    if (storedBytes === null) return;
    const fits = ({ bytes }: Sum): boolean => bytes < storedBytes && bytes + incoming <= storedBytes;
    const known = await this.#sumOf(owner);
    if (fits(known)) return;
    if (known.isTooHigh) this.#sums.delete(owner);
    const sum = await this.#sumOf(owner);
    if (fits(sum)) return;
    throw new RunyardError(
      "store-full",
      `Cannot store more for ${nameOf(owner)}: results, outputs and files take ${formatSize(sum.bytes)}${incoming === 0 ? "" : `, and ${formatSize(incoming)} came with this`}, of the ${formatSize(storedBytes)} that may be kept; delete jobs that are no longer needed`,
    );
  }

  async #sumOf(owner: string | null): Promise<Sum> {
    const now = this.#clock.now();
    const known = this.#sums.get(owner);
    if (known !== undefined && now >= known.at && now - known.at < sumServesMs) return known;
    for (const [name, { at }] of this.#sums) if (now - at >= sumServesMs) this.#sums.delete(name);
    const sum = { at: now, bytes: await this.#store.storedBytes(owner), isTooHigh: false };
    this.#sums.set(owner, sum);
    return sum;
  }
}

function nameOf(owner: string | null): string {
  return owner === null ? "those without a name" : `"${owner}"`;
}
