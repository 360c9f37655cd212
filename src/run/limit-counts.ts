import type { Job, JobType } from "../job/mod.ts";
import type { BlockedWork, LiveAttempt } from "../store/mod.ts";
import { type OwnerLimits, noOwnerLimits, shareOf } from "./owner-limits.ts";

/** A limit that keeps a job from another attempt. */
interface ReachedLimit {
  /** Of its type, of its owner in that type, or of all that its owner runs. */
  readonly limit: "type" | "owner" | "owner's all";
  readonly most: number;
  /** What else it keeps from starting. */
  readonly blocks: BlockedWork;
}

/** How many attempts live now, counted by what limits speak of. */
export class LimitCounts {
  readonly #byType = new Map<string, number>();
  readonly #byOwner = new Map<string, number>();
  readonly #byOwnerInAll = new Map<string, number>();
  readonly #byAgent = new Map<string, number>();
  readonly #instances = new Map<string, Set<number>>();
  readonly #ownerLimits: OwnerLimits;

  constructor(live: readonly LiveAttempt[], ownerLimits: OwnerLimits = noOwnerLimits) {
    this.#ownerLimits = ownerLimits;
    for (const attempt of live) this.add(attempt);
  }

  add(attempt: Omit<LiveAttempt, "id" | "phase" | "item">): void {
    count(this.#byType, attempt.type);
    count(this.#byOwner, ownerKey(attempt));
    count(this.#byOwnerInAll, attempt.owner ?? "");
    // What is suspended leaves its place to others.
    if (!attempt.isSuspended) count(this.#byAgent, attempt.agent);
    const instances = this.#instances.get(attempt.job) ?? new Set();
    this.#instances.set(attempt.job, instances.add(attempt.instance));
  }

  ofAgent(agent: string): number {
    return this.#byAgent.get(agent) ?? 0;
  }

  /** The lowest number that none of the job's live attempts has, or undefined where it has all its instances. */
  freeInstance(job: Job): number | undefined {
    const taken = this.#instances.get(job.id) ?? new Set();
    const limit = job.plan?.instances ?? 1;
    for (let instance = 0; instance < limit; instance++) if (!taken.has(instance)) return instance;
    return undefined;
  }

  /** Which limit keeps a job of this type and owner from another attempt; undefined where none does. */
  reached(type: JobType | undefined, job: Job): ReachedLimit | undefined {
    const { concurrent = null, concurrentPerOwner = null } = type?.limits ?? {};
    if (concurrent !== null && (this.#byType.get(job.type) ?? 0) >= concurrent)
      return { limit: "type", most: concurrent, blocks: { type: job.type } };
    const mine = this.#byOwner.get(ownerKey(job)) ?? 0;
    if (concurrentPerOwner !== null && mine >= concurrentPerOwner)
      return { limit: "owner", most: concurrentPerOwner, blocks: { type: job.type, owner: job.owner } };
    const { running } = shareOf(this.#ownerLimits, job.owner);
    if (running !== null && (this.#byOwnerInAll.get(job.owner ?? "") ?? 0) >= running)
      return { limit: "owner's all", most: running, blocks: { ownedBy: job.owner } };
    return undefined;
  }
}

function ownerKey(of: { readonly type: string; readonly owner: string | null }): string {
  return `${of.type}\n${of.owner ?? ""}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
